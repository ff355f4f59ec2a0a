package io.fedlog.benchmarks.latency;

import io.fedlog.benchmarks.report.Report;
import io.fedlog.benchmarks.system.LogReader;
import io.fedlog.schemas.ChunkPublished;
import io.fedlog.schemas.Decision;
import io.fedlog.schemas.ModelManifest;
import io.fedlog.schemas.SealAdmitted;
import io.fedlog.schemas.Topics;
import java.util.HashMap;
import java.util.Map;

/**
 * Where the time goes between the last seal and the manifest: from the append times of the records
 * between, as the broker wrote them. Each hop has in it the commit of the one before.
 */
final class Hops {
  private final Map<String, Long> admitted = new HashMap<>();
  private final Map<String, Long> decided = new HashMap<>();
  private final Map<String, Long> made = new HashMap<>();
  private final Map<String, Long> manifest = new HashMap<>();

  Hops(LogReader log) {
    for (var entry : log.all(Topics.ROUND_LOG)) {
      if (entry.value().getEvent() instanceof SealAdmitted) {
        admitted.merge(entry.value().getRoundId(), entry.timestamp(), Math::max);
      } else if (entry.value().getEvent() instanceof ChunkPublished) {
        made.merge(entry.value().getRoundId(), entry.timestamp(), Math::max);
      }
    }
    for (var entry : log.all(Topics.ROUND_CONTROL)) {
      if (entry.value().getOrder() instanceof Decision decision) {
        decided.merge(decision.getRoundId(), entry.timestamp(), Math::max);
      }
    }
    for (var entry : log.all(Topics.GLOBAL_MODELS)) {
      if (entry.value().getBody() instanceof ModelManifest model) {
        manifest.merge(model.getRoundId(), entry.timestamp(), Math::max);
      }
    }
  }

  /** Adds the medians over the rounds whose seals were appended at these times. */
  void addTo(Report report, String prefix, Map<String, Long> sealedAt) {
    Samples admit = new Samples();
    Samples decide = new Samples();
    Samples make = new Samples();
    Samples complete = new Samples();
    sealedAt.forEach(
        (round, sealAt) -> {
          Long admittedAt = admitted.get(round);
          Long decidedAt = decided.get(round);
          Long madeAt = made.get(round);
          Long completeAt = manifest.get(round);
          if (admittedAt != null && decidedAt != null && madeAt != null && completeAt != null) {
            admit.add(admittedAt - sealAt);
            decide.add(decidedAt - admittedAt);
            make.add(madeAt - decidedAt);
            complete.add(completeAt - madeAt);
          }
        });
    report
        .figure(prefix + "hop_seal_admitted", admit.median(), "ms")
        .figure(prefix + "hop_decided", decide.median(), "ms")
        .figure(prefix + "hop_chunks_made", make.median(), "ms")
        .figure(prefix + "hop_manifest_written", complete.median(), "ms");
  }
}
