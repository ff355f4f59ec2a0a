/**
 * Noise for differential privacy: integers drawn exactly from the discrete Laplace and the discrete
 * Gaussian distribution, by a cryptographic stream that repeats itself for the same secret and
 * context and for no other. No floating-point number takes part.
 */
@NullMarked
package io.fedlog.learning.noise;

import org.jspecify.annotations.NullMarked;
