package io.fedlog.aggregator.federation;

import static org.assertj.core.api.Assertions.assertThat;

import io.fedlog.aggregator.chunks.CentralNoise;
import io.fedlog.aggregator.chunks.ChunkTask;
import io.fedlog.aggregator.chunks.MaskSums;
import io.fedlog.aggregator.chunks.SealCheck;
import io.fedlog.aggregator.chunks.SumMemory;
import io.fedlog.aggregator.figures.AggregatorFigures;
import io.fedlog.aggregator.models.ModelReader.Wanted;
import io.fedlog.aggregator.wire.Codecs;
import io.fedlog.learning.staleness.Staleness;
import io.fedlog.schemas.AttemptFate;
import io.fedlog.schemas.AttemptOver;
import io.fedlog.schemas.CloseReason;
import io.fedlog.schemas.Decision;
import io.fedlog.schemas.Fates;
import io.fedlog.schemas.FingerprintDirectory;
import io.fedlog.schemas.ModelChunk;
import io.fedlog.schemas.ModelReference;
import io.fedlog.schemas.RoundClosed;
import io.fedlog.schemas.RoundControl;
import io.fedlog.schemas.RoundDefinition;
import io.fedlog.schemas.RoundTally;
import io.fedlog.schemas.SchemaDirectory;
import io.fedlog.schemas.Topics;
import io.fedlog.schemas.UpdateEncoding;
import io.fedlog.schemas.Window;
import io.fedlog.schemas.WindowEntry;
import io.fedlog.schemas.WindowRules;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A chunk task that starts again with nothing but its stores, at every step of two windows. */
class WindowRestartTest {
  private static final int PARAMETERS = 33_000; // three chunks
  private static final Update A1 = Update.draw("a", PARAMETERS, 1).retry(1, 1);
  private static final Update B1 = Update.draw("b", PARAMETERS, 2).retry(1, 1);
  private static final Update C1 = Update.draw("c", PARAMETERS, 3).retry(1, 1);
  private static final Update A2 = Update.draw("a", PARAMETERS, 4).retry(2, 1);
  private static final Update B2 = Update.draw("b", PARAMETERS, 5).retry(2, 1);

  private final SchemaDirectory schemas = new FingerprintDirectory();
  private final Codecs codecs = Codecs.with(schemas);

  @ParameterizedTest
  @EnumSource(
      value = UpdateEncoding.class,
      names = {"AS_MODEL", "FLOAT16", "INT8"})
  void shouldMakeTheSameOnce_whenItStartsAgainAtEveryStep(UpdateEncoding encoding) {
    Life whole = new Life(encoding, false);
    Life broken = new Life(encoding, true);

    Map<String, List<ByteBuffer>> made = whole.chunks();
    assertThat(made).hasSize(6);
    assertThat(made.values()).allSatisfy(once -> assertThat(once).hasSize(1));
    assertThat(broken.chunks()).isEqualTo(made);
    for (Life life : List.of(whole, broken)) {
      // b's second attempt was a duplicate, the others are in windows
      Fates chunks = life.tally().getChunks();
      assertThat(chunks.getReceived()).isEqualTo(15);
      assertThat(chunks.getAggregated()).isEqualTo(12);
      assertThat(chunks.getDuplicate()).isEqualTo(3);
      assertThat(life.tally().getOpenAttempts()).isEmpty();
    }
  }

  /** Two windows in the life of one task. */
  private final class Life {
    private final UpdateEncoding encoding;
    private final boolean breaks;
    private final ReplayedUpdates replayed = new ReplayedUpdates();
    private final MockProcessorContext<String, byte[]> context = new MockProcessorContext<>();
    private final ChunkTask task =
        new ChunkTask(
            codecs,
            1,
            SealCheck.TRUST_THE_BROKER,
            partition -> replayed,
            () -> new EarlierModels(this::newest),
            Duration.ofMinutes(10),
            new SumMemory(1 << 20),
            new CentralNoise(null),
            new MaskSums(Runnable::run),
            AggregatorFigures.unseen());
    private long offset;

    Life(UpdateEncoding encoding, boolean breaks) {
      this.encoding = encoding;
      this.breaks = breaks;
      context.setCurrentSystemTimeMs(1);
      for (String name : ChunkTask.STORES) {
        KeyValueStore<Bytes, byte[]> store =
            Stores.keyValueStoreBuilder(
                    Stores.inMemoryKeyValueStore(name), Serdes.Bytes(), Serdes.ByteArray())
                .withLoggingDisabled()
                .build();
        store.init(context.getStateStoreContext(), store);
        context.addStateStore(store);
      }
      task.init(context);
      order(round(1));
      upload(A1, 1);
      upload(B1, 1);
      upload(C1, 1);
      upload(B2, 1);
      order(new AttemptOver("w", "b", 2L, AttemptFate.DUPLICATE, null));
      order(decision(1, 1, entry(A1, 1, Staleness.ONE), entry(B1, 1, Staleness.ONE)));
      work();
      upload(A2, 2);
      order(decision(2, 2, entry(C1, 1, Staleness.ONE / 2), entry(A2, 2, Staleness.ONE)));
      work();
      order(new RoundClosed("w", CloseReason.COMPLETED, 2L));
    }

    private void upload(Update update, long base) {
      for (ProducerRecord<String, byte[]> record : update.records(round(base), 1, schemas)) {
        replayed.keep(offset, record.key(), record.value());
        pipe(record.topic(), record.key(), record.value());
      }
    }

    private RoundDefinition round(long base) {
      return Definitions.weighted("w", "m", PARAMETERS, 0)
          .setTargetCount(0)
          .setTargetPages(0)
          .setMinStores(1)
          .setUpdateEncoding(encoding)
          .setBase(new ModelReference("m", base, "0".repeat(64)))
          .setWindows(
              WindowRules.newBuilder().setUpdates(2).setWindowMs(60_000).setMaxStaleness(3).build())
          .build();
    }

    private void order(Object order) {
      RoundControl control = RoundControl.newBuilder().setModelType("m").setOrder(order).build();
      pipe(Topics.ROUND_CONTROL.name(), "w", codecs.roundControl().encode(control));
    }

    private void pipe(String topic, String key, byte[] value) {
      context.setRecordMetadata(topic, 0, offset++);
      task.process(new Record<>(key.getBytes(StandardCharsets.UTF_8), value, 1));
      restartIfBroken();
    }

    private void work() {
      for (int i = 0; i < 24; i++) {
        List.copyOf(context.scheduledPunctuators()).stream()
            .filter(punctuator -> !punctuator.cancelled())
            .forEach(punctuator -> punctuator.getPunctuator().punctuate(1));
        if (i % 3 == 2) { // there is memory for one chunk at a time
          restartIfBroken();
        }
      }
    }

    private void restartIfBroken() {
      if (breaks) {
        task.close();
        task.init(context);
      }
    }

    /** What was published under each key. */
    Map<String, List<ByteBuffer>> chunks() {
      Map<String, List<ByteBuffer>> chunks = new TreeMap<>();
      for (var forwarded : context.forwarded()) {
        if (forwarded.childName().orElse("").contains("global-models")) {
          ModelChunk chunk =
              (ModelChunk) codecs.models().decode(forwarded.record().value()).getBody();
          chunks
              .computeIfAbsent(String.valueOf(forwarded.record().key()), key -> new ArrayList<>())
              .add(chunk.getPayload());
        }
      }
      return chunks;
    }

    RoundTally tally() {
      return context.forwarded().stream()
          .filter(forwarded -> forwarded.childName().orElse("").contains("round-log"))
          .map(forwarded -> codecs.roundLog().decode(forwarded.record().value()).getEvent())
          .filter(RoundTally.class::isInstance)
          .map(RoundTally.class::cast)
          .reduce((before, after) -> after)
          .orElseThrow();
    }

    /** Version 1 is zeros; version 2 is what was published. */
    private byte @Nullable [] newest(Wanted wanted) {
      byte[] zeros = ZeroModel.record(codecs, PARAMETERS, wanted);
      if (zeros != null) {
        return zeros;
      }
      return context.forwarded().stream()
          .filter(forwarded -> wanted.key().equals(forwarded.record().key()))
          .map(forwarded -> forwarded.record().value())
          .findFirst()
          .orElse(null);
    }
  }

  private static Decision decision(long number, long base, WindowEntry... entries) {
    return Decision.newBuilder()
        .setRoundId("w")
        .setVersion(number + 1)
        .setLogOffset(9)
        .setMethod("weighted")
        .setRosterPages(0)
        .setCohort(ByteBuffer.wrap(new byte[0]))
        .setCohortSize(entries.length)
        .setTotalWeight(1)
        .setWindow(new Window(number, base, List.of(entries)))
        .build();
  }

  private static WindowEntry entry(Update update, long base, long staleness) {
    return new WindowEntry(
        update.storeId(),
        update.attemptId(),
        base,
        staleness == Staleness.ONE ? 0 : 1,
        staleness,
        update.weight());
  }
}
