/** The REST API under many stores at once. */
@NullMarked
package io.fedlog.benchmarks.rest;

import org.jspecify.annotations.NullMarked;
