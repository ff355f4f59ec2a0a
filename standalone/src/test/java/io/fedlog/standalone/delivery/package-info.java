/** Tests of what a user gets: the launcher, the compose file, the layers, the documentation. */
@NullMarked
package io.fedlog.standalone.delivery;

import org.jspecify.annotations.NullMarked;
