@NullMarked
package io.fedlog.learning.noise.statistical;

import org.jspecify.annotations.NullMarked;
