package io.fedlog.aggregator.chunks;

import io.fedlog.runtime.trust.Verdict;
import io.fedlog.schemas.UpdateSeal;

/** Says whether a seal is from the store it names. */
@FunctionalInterface
public interface SealCheck {

  /** Whether the seal is believed. */
  Verdict verdict(UpdateSeal seal);

  /** Whether the seal that came as this record's value is believed. */
  default Verdict verdict(UpdateSeal seal, byte[] record) {
    return verdict(seal);
  }

  /** Believes all: for installations whose Kafka alone says who may write. */
  SealCheck TRUST_THE_BROKER = seal -> Verdict.UNCHECKED;
}
