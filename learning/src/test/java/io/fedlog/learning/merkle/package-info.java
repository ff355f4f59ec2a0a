@NullMarked
package io.fedlog.learning.merkle;

import org.jspecify.annotations.NullMarked;
