/** The command line: reads flags, starts what they ask for, turns the end into an exit status. */
@NullMarked
package io.fedlog.standalone.cli;

import org.jspecify.annotations.NullMarked;
