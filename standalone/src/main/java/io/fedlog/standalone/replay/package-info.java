/** The command that recomputes rounds from the log and compares them with what was published. */
@NullMarked
package io.fedlog.standalone.replay;

import org.jspecify.annotations.NullMarked;
