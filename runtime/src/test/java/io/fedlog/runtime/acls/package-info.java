@NullMarked
package io.fedlog.runtime.acls;

import org.jspecify.annotations.NullMarked;
