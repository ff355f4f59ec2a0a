@NullMarked
package io.fedlog.runtime.scan;

import org.jspecify.annotations.NullMarked;
