@NullMarked
package io.fedlog.runtime.trust;

import org.jspecify.annotations.NullMarked;
