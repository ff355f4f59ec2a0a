@NullMarked
package io.fedlog.aggregator.replay;

import org.jspecify.annotations.NullMarked;
