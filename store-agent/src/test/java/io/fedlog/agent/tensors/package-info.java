@NullMarked
package io.fedlog.agent.tensors;

import org.jspecify.annotations.NullMarked;
