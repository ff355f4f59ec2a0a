/** Roles started one by one from their environments, as an installation would. */
@NullMarked
package io.fedlog.standalone.roles;

import org.jspecify.annotations.NullMarked;
