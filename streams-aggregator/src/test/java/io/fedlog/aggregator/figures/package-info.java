@NullMarked
package io.fedlog.aggregator.figures;

import org.jspecify.annotations.NullMarked;
