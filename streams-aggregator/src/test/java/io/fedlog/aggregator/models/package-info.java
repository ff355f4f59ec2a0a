/** Tests of how earlier versions are found. */
@NullMarked
package io.fedlog.aggregator.models;

import org.jspecify.annotations.NullMarked;
