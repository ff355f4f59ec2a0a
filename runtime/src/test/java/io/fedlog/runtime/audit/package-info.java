@NullMarked
package io.fedlog.runtime.audit;

import org.jspecify.annotations.NullMarked;
