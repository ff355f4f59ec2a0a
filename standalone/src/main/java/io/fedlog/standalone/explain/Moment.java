package io.fedlog.standalone.explain;

import java.time.Instant;

/**
 * One line of a round's timeline.
 *
 * @param what happened, such as {@code 2nd update complete}
 * @param detail who or how many; empty for nothing more to say
 */
record Moment(Instant at, String what, String detail) {}
