@NullMarked
package io.fedlog.learning.encoding;

import org.jspecify.annotations.NullMarked;
