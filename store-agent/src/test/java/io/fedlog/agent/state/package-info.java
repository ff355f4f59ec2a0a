@NullMarked
package io.fedlog.agent.state;

import org.jspecify.annotations.NullMarked;
