@NullMarked
package io.fedlog.agent.secure;

import org.jspecify.annotations.NullMarked;
