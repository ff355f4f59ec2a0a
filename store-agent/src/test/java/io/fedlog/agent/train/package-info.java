@NullMarked
package io.fedlog.agent.train;

import org.jspecify.annotations.NullMarked;
