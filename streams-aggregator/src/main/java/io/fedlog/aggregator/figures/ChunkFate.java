package io.fedlog.aggregator.figures;

/** What became of a chunk of an update when it was taken in. */
public enum ChunkFate {
  /** It has a receipt, and is in the sum or will be read for it. */
  ADMITTED,
  /** It was there before. */
  DUPLICATE,
  /** Its round was decided or closed. */
  LATE,
  /** It is not what its round's definition asks for, or of an attempt that was not. */
  REFUSED
}
