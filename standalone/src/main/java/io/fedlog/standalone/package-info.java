/** The whole of Fedlog in one process: where the command line begins. */
@NullMarked
package io.fedlog.standalone;

import org.jspecify.annotations.NullMarked;
