/** What an aggregator counts while it works. */
@NullMarked
package io.fedlog.aggregator.figures;

import org.jspecify.annotations.NullMarked;
