/** Why a round took long, waits or failed: facts from the topics, made into a story. */
@NullMarked
package io.fedlog.standalone.explain;

import org.jspecify.annotations.NullMarked;
