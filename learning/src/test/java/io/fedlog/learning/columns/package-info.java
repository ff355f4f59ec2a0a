@NullMarked
package io.fedlog.learning.columns;

import org.jspecify.annotations.NullMarked;
