/**
 * The contract between Fedlog's services: the topics, their records, and the bytes they are written
 * in.
 *
 * <p>Everything that crosses a topic goes through {@link io.fedlog.schemas.Topics}, {@link
 * io.fedlog.schemas.Keys} and {@link io.fedlog.schemas.RecordCodec}.
 */
@NullMarked
package io.fedlog.schemas;

import org.jspecify.annotations.NullMarked;
