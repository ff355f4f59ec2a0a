package io.fedlog.aggregator.federation;

import static org.assertj.core.api.Assertions.assertThat;

import io.fedlog.aggregator.quorum.QuorumFold;
import io.fedlog.aggregator.wire.Address;
import io.fedlog.aggregator.wire.Codecs;
import io.fedlog.aggregator.wire.Egress;
import io.fedlog.aggregator.wire.Outlet;
import io.fedlog.aggregator.wire.Source;
import io.fedlog.learning.round.Stamp;
import io.fedlog.schemas.Topic;
import io.fedlog.schemas.Topics;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.streams.test.TestRecord;
import org.jspecify.annotations.Nullable;

/**
 * A round log folded again, without a topology: all that the quorum alone writes must come out as
 * it did live, record by record and byte by byte.
 */
final class ReplayedFold implements Outlet {
  private static final Map<Egress, Topic<?>> OF_THE_QUORUM =
      new EnumMap<>(
          Map.of(
              Egress.ROUND_CONTROL, Topics.ROUND_CONTROL,
              Egress.ROUND_STATE, Topics.ROUND_STATE,
              Egress.ROUND_METRICS, Topics.ROUND_METRICS,
              Egress.STORE_METRICS, Topics.STORE_METRICS,
              Egress.PRIVACY, Topics.PRIVACY,
              Egress.SECURE_ROUNDS, Topics.SECURE_ROUNDS,
              Egress.AUDIT, Topics.AUDIT));

  private record Written(@Nullable String key, @Nullable ByteBuffer value) {}

  private final Map<Egress, List<Written>> written = new EnumMap<>(Egress.class);

  private ReplayedFold() {}

  /** Holds what the quorum of a bench wrote against a replay of its round log. */
  static void assertSame(Bench bench, int versionsKept) {
    ReplayedFold replay = new ReplayedFold();
    Codecs codecs = Codecs.with(bench.schemas);
    QuorumFold fold = QuorumFold.inMemory(codecs, 1, versionsKept, replay);
    long offset = 0;
    for (TestRecord<String, byte[]> entry : bench.out(Topics.ROUND_LOG)) {
      if (entry.value() != null) {
        QuorumFold.Folded unused =
            fold.take(
                () -> codecs.roundLog().decode(entry.value()),
                new Source(Topics.ROUND_LOG.name(), 0, offset),
                new Stamp(offset, entry.timestamp()));
      }
      offset++;
    }
    OF_THE_QUORUM.forEach(
        (egress, topic) ->
            assertThat(replay.written.getOrDefault(egress, List.of()))
                .as("what a replay of the round log writes to %s", topic)
                .isEqualTo(live(bench, topic)));
  }

  private static List<Written> live(Bench bench, Topic<?> topic) {
    return bench.out(topic).stream()
        .map(record -> new Written(record.key(), wrap(record.value())))
        .toList();
  }

  private static @Nullable ByteBuffer wrap(byte @Nullable [] value) {
    return value == null ? null : ByteBuffer.wrap(value);
  }

  @Override
  public void put(Egress egress, @Nullable String key, byte @Nullable [] value, long timestamp) {
    String plain = egress == Egress.ROUND_CONTROL && key != null ? Address.keyOf(key) : key;
    written.computeIfAbsent(egress, e -> new ArrayList<>()).add(new Written(plain, wrap(value)));
  }

  @Override
  public @Nullable Source here() {
    return null;
  }
}
