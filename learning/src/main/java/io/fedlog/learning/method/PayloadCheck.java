package io.fedlog.learning.method;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Whether an update's payload of one chunk can be aggregated. */
@FunctionalInterface
public interface PayloadCheck {
  /** Null when the payload can be aggregated with this weight; it keeps its position and limit. */
  @Nullable PayloadFault fault(ByteBuffer payload, long weight);
}
