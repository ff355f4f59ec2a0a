package io.fedlog.aggregator.chunks;

import io.fedlog.schemas.UpdateSeal;
import org.jspecify.annotations.Nullable;

/** Says whether a seal is from the store it names. */
@FunctionalInterface
public interface SealCheck {

  /** Why the seal is not believed; null when it is. */
  @Nullable String fault(UpdateSeal seal);

  /** Why the seal that came as this record's value is not believed; null when it is. */
  default @Nullable String fault(UpdateSeal seal, byte[] record) {
    return fault(seal);
  }

  /** Believes all: for installations whose Kafka alone says who may write. */
  SealCheck TRUST_THE_BROKER = seal -> null;
}
