/** What the server's part of a secure round costs. */
@NullMarked
package io.fedlog.benchmarks.secure;

import org.jspecify.annotations.NullMarked;
