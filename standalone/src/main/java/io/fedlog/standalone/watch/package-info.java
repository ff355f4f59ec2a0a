/**
 * What tells whether an installation is alive: signs of life, and how far its readers are behind.
 */
@NullMarked
package io.fedlog.standalone.watch;

import org.jspecify.annotations.NullMarked;
