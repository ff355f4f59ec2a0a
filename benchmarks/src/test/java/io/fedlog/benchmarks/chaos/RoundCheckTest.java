package io.fedlog.benchmarks.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.fedlog.benchmarks.system.LogReader.Entry;
import io.fedlog.schemas.Decision;
import io.fedlog.schemas.RejectedRecord;
import io.fedlog.schemas.RosterEntry;
import io.fedlog.schemas.RosterPage;
import io.fedlog.schemas.RoundMetrics;
import io.fedlog.schemas.RoundState;
import io.fedlog.schemas.RoundStatus;
import io.fedlog.schemas.SealAdmitted;
import io.fedlog.schemas.UpdateChunk;
import io.fedlog.schemas.UpdateRecord;
import io.fedlog.schemas.UpdateSummary;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A failed round of two stores, each with one chunk, and what is said of a log that was tampered
 * with.
 */
class RoundCheckTest {
  private static final byte[] PAYLOAD = {1, 2, 3, 4};
  private static final String ROOT = PlainTree.sha256(PAYLOAD);

  private final RoundOnLog round = new RoundOnLog(SampleRecords.definition());
  private final List<Entry<UpdateRecord>> topic = new ArrayList<>();

  @BeforeEach
  void twoStoresUpload() {
    upload("a", 1, 10);
    upload("b", 2, 20);
  }

  @Test
  void shouldFindNothing_whenAllHoldsTogether() {
    failed(2, SampleRecords.metrics(2, 0, 2));

    assertThat(violations()).isEmpty();
  }

  @Test
  void shouldFindTheLostUpdate_whenTheDecisionLeavesOutWhatWasComplete() {
    decide(new byte[] {1}, 1);
    failed(2, SampleRecords.metrics(2, 0, 2));

    assertThat(violations()).anyMatch(v -> v.contains("lost or added"));
  }

  @Test
  void shouldNotCallItLost_whenItWasCompleteOnlyAfterTheDecision() {
    round.facts.removeIf(fact -> fact.offset() >= 20);
    decide(new byte[] {1}, 1);
    note("b", 2, 40);
    failed(2, SampleRecords.metrics(2, 0, 2));

    assertThat(violations()).noneMatch(v -> v.contains("lost or added"));
  }

  @Test
  void shouldFindTheLostUpdate_whenItIsCalledIncomplete() {
    failed(2, SampleRecords.metrics(2, 1, 1));

    assertThat(violations()).anyMatch(v -> v.contains("attempts incomplete: 1"));
  }

  @Test
  void shouldFindTheLostUpdate_whenTheStateCountsFewer() {
    failed(1, SampleRecords.metrics(2, 0, 2));

    assertThat(violations()).anyMatch(v -> v.contains("complete attempt: 1, by the log 2"));
  }

  @Test
  void shouldFindTheReceiptThatDiffers_whenItsRootIsAnother() {
    round.facts.replaceAll(
        fact -> {
          if (fact.event() instanceof UpdateSummary summary) {
            UpdateSummary other =
                UpdateSummary.newBuilder(summary).setChunkRoots(ByteBuffer.allocate(32)).build();
            return new RoundOnLog.Fact(fact.offset(), fact.timestamp(), other);
          }
          return fact;
        });
    failed(2, SampleRecords.metrics(2, 0, 2));

    assertThat(violations()).anyMatch(v -> v.contains("not what the topic holds"));
  }

  @Test
  void shouldFindTheUpdateTakenTwice_whenItIsSummarisedTwice() {
    note("a", 1, 22);
    failed(2, SampleRecords.metrics(2, 0, 2));

    assertThat(violations()).anyMatch(v -> v.contains("summarised twice"));
  }

  @Test
  void shouldFindTheRefusal_whenTheUpdateWasGood() {
    round.refusals.add(refusal("a", 1, "digest_mismatch"));
    round.refusals.add(refusal("b", 2, "too_many_attempts"));
    failed(0, SampleRecords.metrics(2, 0, 0));

    assertThat(violations())
        .anyMatch(v -> v.contains("though it was good: digest_mismatch"))
        .anyMatch(v -> v.contains("though it was good: too_many_attempts"));
  }

  @Test
  void shouldFindTheLateEnd_whenTheDeadlineIsLongPast() {
    failed(2, SampleRecords.metrics(2, 0, 2));
    round.endedAt = SampleRecords.DEADLINE_MS + 60_000;

    assertThat(violations()).anyMatch(v -> v.contains("deadline"));
  }

  private List<String> violations() {
    return RoundCheck.violations(round, UpdatesOnLog.of(round.definition, topic));
  }

  private void upload(String store, long attempt, long offset) {
    topic.add(entry(store, attempt, chunk(store, attempt)));
    topic.add(
        entry(store, attempt, SampleRecords.seal(store, attempt, HexFormat.of().parseHex(ROOT))));
    note(store, attempt, offset);
  }

  private static Entry<UpdateRecord> entry(String store, long attempt, Object body) {
    return new Entry<>(store + "#", new UpdateRecord(body), 0, attempt, attempt);
  }

  private static UpdateChunk chunk(String store, long attempt) {
    return new UpdateChunk("r", store, attempt, 0, 1, 0L, 1L, root(), ByteBuffer.wrap(PAYLOAD));
  }

  /** The facts of an attempt: its summary, and its seal one later. */
  private void note(String store, long attempt, long offset) {
    UpdateSummary summary =
        new UpdateSummary(
            store, attempt, 0, 1, (long) PAYLOAD.length, 1L, 0L, root(), null, null, null);
    SealAdmitted seal =
        new SealAdmitted(
            store, attempt, 1, 1, 4L, 0L, 1L, root(), 1L, Map.of(), null, null, -1L, null, null,
            null, null, null);
    round.facts.add(new RoundOnLog.Fact(offset, offset, summary));
    round.facts.add(new RoundOnLog.Fact(offset + 1, offset + 1, seal));
  }

  /** At offset 30, of a roster that has both. */
  private void decide(byte[] cohort, int size) {
    List<RosterEntry> both = List.of(new RosterEntry("a", 1L), new RosterEntry("b", 2L));
    round.roster.put(0, new RosterPage("r", 0, 0, both));
    round.decisions.add(
        Decision.newBuilder()
            .setRoundId("r")
            .setVersion(1)
            .setLogOffset(30)
            .setMethod("fedavg")
            .setRosterPages(1)
            .setCohort(ByteBuffer.wrap(cohort))
            .setCohortSize(size)
            .setTotalWeight(size)
            .build());
    round.decisionsPartitions.add(0);
    round.decidedAt = 1;
  }

  private void failed(int completed, RoundMetrics.Builder metrics) {
    round.note(
        RoundState.newBuilder()
            .setRoundId("r")
            .setModelType("t")
            .setStatus(RoundStatus.FAILED)
            .setReason("deadline passed")
            .setCompletedStores(completed)
            .setCreatedAt(Instant.EPOCH)
            .setEndedAt(Instant.ofEpochMilli(SampleRecords.DEADLINE_MS))
            .setDeadlineAt(Instant.ofEpochMilli(SampleRecords.DEADLINE_MS))
            .setLogOffset(50)
            .build(),
        SampleRecords.DEADLINE_MS);
    round.metrics = metrics.setAttemptsRejected(round.refusals.size()).build();
  }

  private static RejectedRecord refusal(String store, long attempt, String reason) {
    return new RejectedRecord("fl.updates.r", 0, 0L, "r", store, attempt, reason, "why");
  }

  private static ByteBuffer root() {
    return ByteBuffer.wrap(HexFormat.of().parseHex(ROOT));
  }
}
