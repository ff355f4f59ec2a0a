/** What all commands share: what they get from outside, how they connect, how they print. */
@NullMarked
package io.fedlog.standalone.terminal;

import org.jspecify.annotations.NullMarked;
