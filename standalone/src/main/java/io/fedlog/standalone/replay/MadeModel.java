package io.fedlog.standalone.replay;

import io.fedlog.aggregator.chunks.Rosters;
import io.fedlog.aggregator.replay.DecidedModel;
import io.fedlog.aggregator.replay.ModelSink;
import io.fedlog.aggregator.replay.WhatIfRefusedException;
import io.fedlog.learning.digest.TreeHash;
import io.fedlog.learning.method.ServerStep;
import io.fedlog.schemas.MethodChoice;
import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A model that is made of a decision, in memory. */
final class MadeModel implements ModelSink {
  private final DecidedModel decided;
  private final Map<Integer, byte[]> chunks = new TreeMap<>();

  MadeModel(DecidedModel decided) {
    this.decided = decided;
  }

  @Override
  public void made(DecidedModel of, int chunk, ServerStep step, int updates) {
    chunks.put(chunk, step.model());
  }

  @Override
  public void failed(DecidedModel of, int chunk, String reason) {
    throw new WhatIfRefusedException(
        "chunk %d of version %d cannot be made: %s".formatted(chunk, of.version(), reason));
  }

  byte[] chunk(int index) {
    byte[] chunk = chunks.get(index);
    if (chunk == null) {
      throw new IllegalStateException("chunk " + index + " was not made");
    }
    return chunk;
  }

  /** All of it. */
  byte[] bytes() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    chunks.values().forEach(bytes::writeBytes);
    return bytes.toByteArray();
  }

  /** Its tree hash, in hex. */
  String sha256() {
    return TreeHash.hex(
        TreeHash.compose(chunks.values().stream().map(chunk -> TreeHash.of(chunk)).toList()));
  }

  long version() {
    return decided.version();
  }

  /** The stores whose updates are in it, or could have been. */
  List<String> stores() {
    return List.copyOf(
        new TreeMap<>(Rosters.cohort(decided.decision(), decided.roster())).keySet());
  }

  /** The method by which it was made. */
  String method() {
    MethodChoice choice = decided.decision().getChoice();
    return choice == null ? decided.definition().getMethod() : choice.getMethod();
  }
}
