package io.fedlog.aggregator.federation;

import static org.assertj.core.api.Assertions.assertThat;

import io.fedlog.learning.digest.TreeHash;
import io.fedlog.schemas.Action;
import io.fedlog.schemas.AuditEvent;
import io.fedlog.schemas.CanonicalText;
import io.fedlog.schemas.CohortMember;
import io.fedlog.schemas.Command;
import io.fedlog.schemas.ModelManifest;
import io.fedlog.schemas.ModelRecord;
import io.fedlog.schemas.RecordCodec;
import io.fedlog.schemas.RoundDefinition;
import io.fedlog.schemas.Topics;
import io.fedlog.schemas.UpdateRecord;
import io.fedlog.schemas.UpdateSeal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;

/** What the audit topic says of a round's making. */
class AuditFactsTest {
  private static final int PARAMETERS = 20_000; // two chunks

  @Test
  void shouldNameEveryUpdate_whenAVersionIsMade() throws Exception {
    try (Bench bench = new Bench()) {
      RoundDefinition round =
          Definitions.weighted("r", "m", PARAMETERS, 3)
              .setTrainingConfig(Map.of("epochs", "2"))
              .build();
      bench.define(round);
      Update a = Update.draw("store-0", PARAMETERS, 1);
      Update b = Update.draw("store-1", PARAMETERS, 2);
      Update c = Update.draw("store-2", PARAMETERS, 3);
      saying(bench, round, c, "rows-of-c", "9.9");
      bench.upload(round, a, a.retry(77, 2)); // the second is a duplicate
      saying(bench, round, b, "x".repeat(300), null);
      bench.advance(Duration.ofSeconds(1));

      assertThat(events(bench, "r"))
          .extracting(AuditEvent::getEvent)
          .containsExactly(
              "round_created", "round_cohort", "round_decided", "round_completed", "round_closed");
      assertThat(events(bench, "r")).extracting(AuditEvent::getModelType).containsOnly("m");
      assertThat(event(bench, "r", "round_created").getDetails())
          .containsEntry("definition_sha256", CanonicalText.sha256(round))
          .containsEntry("method", "weighted")
          .containsEntry("training.epochs", "2")
          .containsEntry("min_stores", "3");

      List<CohortMember> cohort = event(bench, "r", "round_cohort").getCohort();
      assertThat(cohort)
          .extracting(CohortMember::getStoreId)
          .containsExactly("store-2", "store-0", "store-1"); // as they completed
      assertThat(cohort)
          .extracting(CohortMember::getAttemptId)
          .containsExactly(c.attemptId(), a.attemptId(), b.attemptId());
      assertThat(cohort)
          .extracting(CohortMember::getUpdateRoot)
          .containsExactly(root(c), root(a), root(b));
      assertThat(cohort)
          .extracting(CohortMember::getWeight)
          .containsExactly(c.weight(), a.weight(), b.weight());
      assertThat(cohort.get(0).getDatasetFingerprint()).isEqualTo("rows-of-c");
      assertThat(cohort.get(0).getCodeVersion()).isEqualTo("9.9");
      assertThat(cohort.get(1).getDatasetFingerprint()).isNull();
      assertThat(cohort.get(2).getDatasetFingerprint()).hasSize(200).endsWith("...");

      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (CohortMember member : cohort) {
        digest.update((CanonicalText.of(member) + "\n").getBytes(StandardCharsets.UTF_8));
      }
      assertThat(event(bench, "r", "round_decided").getDetails())
          .containsEntry("cohort_pages", "1")
          .containsEntry("cohort_size", "3")
          .containsEntry("cohort_members", "3")
          .containsEntry("cohort_sha256", HexFormat.of().formatHex(digest.digest()));
      ModelManifest manifest =
          (ModelManifest) bench.<ModelRecord>newest(Topics.GLOBAL_MODELS, "m/1").getBody();
      assertThat(event(bench, "r", "round_completed").getDetails())
          .containsEntry("model_sha256", manifest.getSha256())
          .containsEntry("model_type", "m")
          .containsEntry("version", "1")
          .containsEntry("model_bytes", Long.toString(4L * PARAMETERS))
          .containsEntry("cohort_size", "3")
          .doesNotContainKey("base_version");
    }
  }

  @Test
  void shouldSayWhy_whenARoundEndsWithoutAVersion() {
    try (Bench bench = new Bench()) {
      RoundDefinition failed = Definitions.weighted("f", "m", PARAMETERS, 2).build();
      bench.define(failed);
      bench.upload(failed, Update.draw("store-0", PARAMETERS, 1));
      bench.advance(Duration.ofSeconds(121));
      RoundDefinition cancelled = Definitions.weighted("c", "m", PARAMETERS, 2).build();
      bench.define(cancelled);
      bench.upload(cancelled, Update.draw("store-0", PARAMETERS, 2));
      bench.command(
          Command.newBuilder()
              .setCommandId("1")
              .setModelType("m")
              .setRoundId("c")
              .setAction(Action.CANCEL)
              .setReason("not wanted")
              .setIssuedBy("ann")
              .setIssuedAt(Instant.EPOCH)
              .build());
      bench.advance(Duration.ofSeconds(1));

      AuditEvent first = event(bench, "f", "round_closed");
      assertThat(first.getResult()).isEqualTo("FAILED");
      assertThat(first.getDetails().get("reason")).isEqualTo(bench.state("f").getReason());
      assertThat(first.getDetails())
          .containsEntry("completed_stores", "1")
          .containsEntry("needed_stores", "2");
      AuditEvent second = event(bench, "c", "round_closed");
      assertThat(second.getResult()).isEqualTo("CANCELLED");
      assertThat(second.getDetails().get("reason")).contains("not wanted");
      assertThat(events(bench, "f"))
          .extracting(AuditEvent::getEvent)
          .doesNotContain("round_cohort");
    }
  }

  /** Nothing of updates stays in the quorum's memory when their round is over. */
  @Test
  void shouldKeepNothingOfSeals_whenTheirRoundIsOver() {
    try (Bench bench = new Bench()) {
      RoundDefinition round = Definitions.weighted("r", "m", PARAMETERS, 3).build();
      bench.define(round);
      int before = bench.rows("quorum-records");
      bench.upload(
          round,
          Update.draw("store-0", PARAMETERS, 1),
          Update.draw("store-0", PARAMETERS, 4).retry(5, 2),
          Update.draw("store-1", PARAMETERS, 2));
      assertThat(bench.rows("quorum-records")).isEqualTo(before + 3);
      bench.upload(round, Update.draw("store-2", PARAMETERS, 3));
      bench.advance(Duration.ofSeconds(3));

      // the mark of the open round is gone, and the mark of the counted one is there
      assertThat(bench.state("r").getModelVersion()).isEqualTo(1);
      assertThat(bench.rows("quorum-records")).isEqualTo(before);
    }
  }

  private static List<AuditEvent> events(Bench bench, String roundId) {
    return bench.all(Topics.AUDIT).stream().filter(e -> roundId.equals(e.getRoundId())).toList();
  }

  private static AuditEvent event(Bench bench, String roundId, String name) {
    return events(bench, roundId).stream()
        .filter(event -> event.getEvent().equals(name))
        .findFirst()
        .orElseThrow(() -> new AssertionError(name + " is not among " + bench.all(Topics.AUDIT)));
  }

  private static ByteBuffer root(Update update) {
    return ByteBuffer.wrap(TreeHash.of(update.payload()));
  }

  /** Uploads with a seal that says something of data and code. */
  private static void saying(
      Bench bench, RoundDefinition round, Update update, String fingerprint, String code) {
    RecordCodec<UpdateRecord> codec = RecordCodec.of(Topics.updates("r"), bench.schemas);
    for (ProducerRecord<String, byte[]> record : bench.records(round, update)) {
      UpdateRecord value = codec.decode(record.value());
      if (value.getBody() instanceof UpdateSeal seal) {
        value =
            new UpdateRecord(
                UpdateSeal.newBuilder(seal)
                    .setDatasetFingerprint(fingerprint)
                    .setCodeVersion(code)
                    .build());
      }
      bench.pipe(record.topic(), record.key(), codec.encode(value));
    }
  }
}
