@NullMarked
package io.fedlog.runtime.tensors;

import org.jspecify.annotations.NullMarked;
