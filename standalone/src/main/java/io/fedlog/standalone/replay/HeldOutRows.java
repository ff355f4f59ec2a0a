package io.fedlog.standalone.replay;

import io.fedlog.agent.data.CsvFile;
import io.fedlog.aggregator.replay.LogSource;
import io.fedlog.aggregator.replay.ReplayedRound;
import io.fedlog.aggregator.replay.WhatIfRefusedException;
import io.fedlog.runtime.models.Model;
import io.fedlog.schemas.Keys;
import io.fedlog.schemas.ModelChunk;
import io.fedlog.schemas.ModelManifest;
import io.fedlog.schemas.ModelRecord;
import io.fedlog.schemas.ModelReference;
import io.fedlog.schemas.Topics;
import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/** Measures models of one round on the held-out rows of a file. */
final class HeldOutRows {
  private final ModelManifest manifest;
  private final ModelEvaluation evaluation;

  private HeldOutRows(ModelManifest manifest, ModelEvaluation evaluation) {
    this.manifest = manifest;
    this.evaluation = evaluation;
  }

  /**
   * Reads rows and what prepares them.
   *
   * @param version that the round made
   * @throws WhatIfRefusedException when it made none, or a preparation is not on the log
   */
  static HeldOutRows read(LogSource log, ReplayedRound round, long version, Path file) {
    ModelManifest manifest = round.manifest(version);
    if (manifest == null) {
      throw new WhatIfRefusedException(
          "round %s made no version, whose manifest would say how rows are prepared; leave --data out"
              .formatted(round.roundId()));
    }
    List<Model> preparations = new ArrayList<>();
    for (ModelReference required : manifest.getRequires()) {
      preparations.add(model(log, required));
    }
    return new HeldOutRows(
        manifest, ModelEvaluation.of(manifest, preparations, CsvFile.read(file)));
  }

  private static Model model(LogSource log, ModelReference reference) {
    String key = Keys.version(reference.getModelType(), reference.getVersion());
    Map<String, ModelRecord> records = new HashMap<>();
    log.read(
        Topics.GLOBAL_MODELS,
        Instant.EPOCH,
        entry -> {
          String name = String.valueOf(entry.key());
          ModelRecord record =
              name.equals(key) || name.startsWith(key + "/") ? entry.readable() : null;
          if (record != null) {
            records.put(name, record);
          }
        });
    ModelRecord head = records.get(key);
    if (head == null || !(head.getBody() instanceof ModelManifest manifest)) {
      throw missing(key);
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (int index = 0; index < manifest.getChunkCount(); index++) {
      ModelRecord part =
          records.get(Keys.modelChunk(reference.getModelType(), reference.getVersion(), index));
      if (part == null || !(part.getBody() instanceof ModelChunk chunk)) {
        throw missing(key);
      }
      byte[] payload = new byte[chunk.getPayload().remaining()];
      chunk.getPayload().duplicate().get(payload);
      bytes.writeBytes(payload);
    }
    return Model.of(manifest, bytes.toByteArray());
  }

  private static WhatIfRefusedException missing(String key) {
    return new WhatIfRefusedException(
        "the preparation %s is not on fl.global-models; leave --data out".formatted(key));
  }

  /** A model's figures; null for no model. */
  @Nullable SortedMap<String, Double> numbers(@Nullable MadeModel model) {
    if (model == null) {
      return null;
    }
    ModelManifest own = ModelManifest.newBuilder(manifest).setSha256(model.sha256()).build();
    return evaluation.numbers(Model.of(own, model.bytes()).doubles());
  }
}
