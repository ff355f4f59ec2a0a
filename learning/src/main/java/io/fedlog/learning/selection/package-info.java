/**
 * Which stores a round asks. A pure function of the terms, the round's number and the candidates,
 * so that the target list of a definition can be worked out again from the log.
 */
@NullMarked
package io.fedlog.learning.selection;

import org.jspecify.annotations.NullMarked;
