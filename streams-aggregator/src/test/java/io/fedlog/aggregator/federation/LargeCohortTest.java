package io.fedlog.aggregator.federation;

import static org.assertj.core.api.Assertions.assertThat;

import io.fedlog.aggregator.figures.AggregatorFigures;
import io.fedlog.aggregator.quorum.QuorumProcessor;
import io.fedlog.aggregator.wire.Codecs;
import io.fedlog.learning.digest.TreeHash;
import io.fedlog.schemas.Decision;
import io.fedlog.schemas.FingerprintDirectory;
import io.fedlog.schemas.Grid;
import io.fedlog.schemas.RecordCodec;
import io.fedlog.schemas.RosterEntry;
import io.fedlog.schemas.RosterPage;
import io.fedlog.schemas.RoundDefinition;
import io.fedlog.schemas.RoundLogEntry;
import io.fedlog.schemas.SchemaDirectory;
import io.fedlog.schemas.SealAdmitted;
import io.fedlog.schemas.Tick;
import io.fedlog.schemas.Topics;
import io.fedlog.schemas.UpdateSummary;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.junit.jupiter.api.Test;

/** Nothing that grows with the stores outgrows a record. */
class LargeCohortTest {
  private static final int STORES = 100_000;
  private static final int PAGE_BYTES = 256 * 1024;
  private static final byte[] ROOT = TreeHash.of(new byte[4000]);

  private final SchemaDirectory schemas = new FingerprintDirectory();
  private final RecordCodec<RoundLogEntry> codec = RecordCodec.of(Topics.ROUND_LOG, schemas);
  private final MockProcessorContext<String, byte[]> context = new MockProcessorContext<>();
  private final QuorumProcessor quorum =
      new QuorumProcessor(
          Codecs.with(schemas), 1, Duration.ofMillis(100), 50, AggregatorFigures.unseen());
  private long offset;

  @Test
  void shouldFitRecords_whenAHundredThousandStoresWithLongNamesComplete() {
    for (String name : QuorumProcessor.STORES) {
      KeyValueStore<Bytes, byte[]> store =
          Stores.keyValueStoreBuilder(
                  Stores.inMemoryKeyValueStore(name), Serdes.Bytes(), Serdes.ByteArray())
              .withLoggingDisabled()
              .build();
      store.init(context.getStateStoreContext(), store);
      context.addStateStore(store);
    }
    quorum.init(context);
    RoundDefinition round =
        Definitions.weighted("r", "m", 1000, 1)
            .setTargetCount(0)
            .setTargetPages(0)
            .setMinStores(STORES)
            .setGrid(new Grid(20, 1024.0, 0, 1L << 10, 1 << 17, 1))
            .setJoinWindowMs(1000)
            .build();

    append(round, 0);
    for (int store = 0; store < STORES; store++) {
      complete(String.format(Locale.ROOT, "store-%026d", store), store);
    }
    append(new Tick(Instant.EPOCH), 1001);

    List<Object> orders = new ArrayList<>();
    int members = 0;
    long auditBytes = 0;
    for (var forwarded : context.forwarded()) {
      byte[] value = forwarded.record().value();
      assertThat(value).hasSizeLessThanOrEqualTo(PAGE_BYTES);
      if (forwarded.childName().orElse("").contains("round-control")) {
        orders.add(RecordCodec.of(Topics.ROUND_CONTROL, schemas).decode(value).getOrder());
      } else if (forwarded.childName().orElse("").contains("audit")) {
        members += RecordCodec.of(Topics.AUDIT, schemas).decode(value).getCohort().size();
        auditBytes += value.length;
      }
    }
    assertThat(members).isEqualTo(STORES);
    // a name of 32, an id of 3, a digest of 32 + 1, a fingerprint of 64 + 2, a version of 5 + 2,
    // ...
    assertThat(auditBytes / STORES).isBetween(100L, 160L);
    assertThat(
            orders.stream()
                .filter(RosterPage.class::isInstance)
                .flatMap(page -> ((RosterPage) page).getEntries().stream())
                .map(RosterEntry::getStoreId)
                .distinct())
        .hasSize(STORES);
    assertThat(orders.stream().filter(Decision.class::isInstance).map(Decision.class::cast))
        .singleElement()
        .satisfies(
            decision -> {
              assertThat(decision.getCohortSize()).isEqualTo(STORES);
              assertThat(decision.getCohort().remaining()).isEqualTo(STORES / 8);
            });
  }

  private void complete(String storeId, long attemptId) {
    append(
        UpdateSummary.newBuilder()
            .setStoreId(storeId)
            .setAttemptId(attemptId)
            .setPartition(0)
            .setChunks(1)
            .setBytes(4000)
            .setWeight(1)
            .setBaseVersion(0)
            .setChunkRoots(ByteBuffer.wrap(ROOT))
            .build(),
        1);
    append(
        SealAdmitted.newBuilder()
            .setStoreId(storeId)
            .setAttemptId(attemptId)
            .setAttemptNumber(1)
            .setChunkCount(1)
            .setUpdateBytes(4000)
            .setBaseVersion(0)
            .setWeight(1)
            .setRootDigest(ByteBuffer.wrap(ROOT))
            .setTrainingSamples(1)
            .setMetrics(Map.of())
            .setDatasetFingerprint("f".repeat(64))
            .setCodeVersion("0.1.0")
            .build(),
        1);
  }

  private void append(Object event, long at) {
    RoundLogEntry entry =
        RoundLogEntry.newBuilder()
            .setModelType("m")
            .setRoundId(event instanceof Tick ? null : "r")
            .setEvent(event)
            .setSourceTopic("fl.updates.r")
            .setSourcePartition(0)
            .setSourceOffset(0)
            .build();
    context.setCurrentSystemTimeMs(at);
    context.setRecordMetadata(Topics.ROUND_LOG.name(), 0, offset++);
    quorum.process(new Record<>(new byte[0], codec.encode(entry), at));
  }
}
