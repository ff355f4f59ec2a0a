package io.fedlog.runtime.trust;

/** Whether stores must sign. */
public enum Signatures {
  /** Joins, heartbeats and seals count only with the signature of an enrolled key. */
  REQUIRED,
  /** Signatures are not looked at: Kafka alone says who may write. */
  OFF
}
