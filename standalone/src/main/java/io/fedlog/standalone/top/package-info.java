/** A live picture of an installation in a terminal. */
@NullMarked
package io.fedlog.standalone.top;

import org.jspecify.annotations.NullMarked;
