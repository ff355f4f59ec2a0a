@NullMarked
package io.fedlog.learning.noise;

import org.jspecify.annotations.NullMarked;
