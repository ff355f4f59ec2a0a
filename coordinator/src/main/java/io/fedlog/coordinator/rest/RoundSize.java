package io.fedlog.coordinator.rest;

import io.fedlog.coordinator.log.LogWriter;
import io.fedlog.coordinator.rounds.DefinedRound;
import io.fedlog.schemas.RecordCodec;
import io.fedlog.schemas.RoundDefinition;
import io.fedlog.schemas.RoundRequest;
import io.fedlog.schemas.Tensor;
import io.fedlog.schemas.UnwritableRecordException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Refuses rounds that no record holds, before anything is made for them. */
final class RoundSize {

  private static final int OF_A_LENGTH = 5;

  private RoundSize() {}

  /** Refuses a request that is too large, naming the field that has most of it. */
  static void require(RoundRequest request, LogWriter writer) {
    try {
      writer.requireWritable(request);
    } catch (UnwritableRecordException e) {
      throw tooLarge(
          Map.of(
              "config", bytes(request.getTrainingConfig()),
              "config.method_parameters", bytes(request.getMethodParameters()),
              "target_stores", bytes(request.getTargetStores())));
    }
  }

  /**
   * Refuses a definition that is too large, naming the field that has most of it.
   *
   * @param layout the field that its layout came of
   */
  static void require(DefinedRound round, String layout, LogWriter writer) {
    try {
      writer.requireWritable(round);
    } catch (UnwritableRecordException e) {
      RoundDefinition definition = round.definition();
      throw tooLarge(
          Map.of(
              "config",
              bytes(definition.getTrainingConfig()),
              "config.method_parameters",
              bytes(definition.getMethodParameters()),
              layout,
              bytesOfLayout(definition.getLayout())));
    }
  }

  private static ProblemException tooLarge(Map<String, Long> fields) {
    TreeMap<Long, String> bySize = new TreeMap<>();
    fields.forEach((name, bytes) -> bySize.put(bytes, name));
    return ProblemException.tooLarge(
        "%s: the round would be a record of more than %d bytes, of which this field has about %d; say less in it"
            .formatted(
                bySize.lastEntry().getValue(),
                RecordCodec.MAX_RECORD_BYTES,
                bySize.lastEntry().getKey()));
  }

  private static long bytes(Map<String, String> texts) {
    return bytes(texts.keySet()) + bytes(texts.values());
  }

  private static long bytes(Collection<String> texts) {
    return texts.stream()
        .mapToLong(text -> text.getBytes(StandardCharsets.UTF_8).length + 1L)
        .sum();
  }

  private static long bytesOfLayout(List<Tensor> layout) {
    return bytes(layout.stream().map(Tensor::getName).toList())
        + layout.stream().mapToLong(tensor -> (long) OF_A_LENGTH * tensor.getShape().size()).sum();
  }
}
