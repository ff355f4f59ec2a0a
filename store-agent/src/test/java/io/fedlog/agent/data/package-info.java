@NullMarked
package io.fedlog.agent.data;

import org.jspecify.annotations.NullMarked;
