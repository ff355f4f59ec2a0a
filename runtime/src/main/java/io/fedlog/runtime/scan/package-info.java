/** Reading topics of an installation as they stand, for programs that watch, replay and export. */
@NullMarked
package io.fedlog.runtime.scan;

import org.jspecify.annotations.NullMarked;
