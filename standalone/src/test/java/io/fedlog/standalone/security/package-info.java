/** Roles started one by one from their environments, as an installation would. */
@NullMarked
package io.fedlog.standalone.security;

import org.jspecify.annotations.NullMarked;
