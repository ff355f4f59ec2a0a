@NullMarked
package io.fedlog.learning.privacy;

import org.jspecify.annotations.NullMarked;
