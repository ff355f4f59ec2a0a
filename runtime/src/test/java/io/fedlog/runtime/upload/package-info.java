@NullMarked
package io.fedlog.runtime.upload;

import org.jspecify.annotations.NullMarked;
