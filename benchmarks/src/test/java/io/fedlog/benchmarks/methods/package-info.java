/** The methods' rounds and the plain formulas that they are held against, in small. */
@NullMarked
package io.fedlog.benchmarks.methods;

import org.jspecify.annotations.NullMarked;
