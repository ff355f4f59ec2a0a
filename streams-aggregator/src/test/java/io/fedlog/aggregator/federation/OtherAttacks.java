package io.fedlog.aggregator.federation;

import io.fedlog.schemas.Action;
import io.fedlog.schemas.AtDeadline;
import io.fedlog.schemas.Command;
import io.fedlog.schemas.Encoding;
import io.fedlog.schemas.Grid;
import io.fedlog.schemas.Join;
import io.fedlog.schemas.ModelReference;
import io.fedlog.schemas.RecordCodec;
import io.fedlog.schemas.RoundDefinition;
import io.fedlog.schemas.RoundRecord;
import io.fedlog.schemas.RoundTargets;
import io.fedlog.schemas.Topic;
import io.fedlog.schemas.Topics;
import io.fedlog.schemas.Weighting;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.streams.test.TestRecord;

/** Joins, commands, definitions and the aggregator's own records that have something wrong. */
final class OtherAttacks {
  /** Its rounds are there to be attacked, whatever becomes of them. */
  static final String DECOY = "decoy";

  private static final String LONG = "9".repeat(500_000);

  private final RandomGenerator random;
  private final Bench bench;
  private final OwnRecordAttacks own;
  private final List<ProducerRecord<String, byte[]>> samples = new ArrayList<>();
  private final Map<String, RecordCodec<?>> codecs = new HashMap<>();
  private int count;

  /** A record, and the reasons of which one must be given for it; none when none is foreseen. */
  record Attack(ProducerRecord<String, byte[]> record, Set<String> reasons) {}

  /** Plays rounds of a model type of its own, for samples of everything that lies on a log. */
  OtherAttacks(RandomGenerator random, Bench bench) throws Exception {
    this.random = random;
    this.bench = bench;
    bench.forgeOrders(DECOY);
    this.own = new OwnRecordAttacks(random, DECOY, "decoy-open", "decoy-whole", "decoy-new");
    Update one = Update.draw("store-0", 300, 1);
    Update two = Update.draw("store-1", 300, 2);
    RoundDefinition whole = decoy("decoy-whole", 2).build();
    bench.define(whole);
    bench.upload(whole, one.withValue(3, Float.NaN), one.retry(5, 2), two, two.retry(6, 2));
    bench.define(decoy("decoy-open", 3).build());
    bench.command(command(Action.PROMOTE).setVersion(1L).build());
    bench.advance(Bench.TICK.multipliedBy(2));
    for (Topic<?> topic : List.of(Topics.ROUND_LOG, Topics.ROUND_CONTROL)) {
      for (TestRecord<String, byte[]> record : bench.out(topic)) {
        samples.add(new ProducerRecord<>(topic.name(), record.key(), record.value()));
      }
    }
    add(Topics.JOINS, new Join("store-2", "decoy-open", DECOY, Instant.EPOCH, null, null));
    add(Topics.COMMANDS, command(Action.CANCEL).setRoundId("decoy-open").build());
    add(Topics.COMMANDS, command(Action.RETIRE).setRoundId("decoy-whole").build());
    add(Topics.ROUNDS, new RoundRecord(decoy("decoy-new", 2).build()));
    add(Topics.ROUNDS, new RoundRecord(new RoundTargets("decoy-open", DECOY, 0, List.of("s"))));
  }

  private static RoundDefinition.Builder decoy(String roundId, int stores) {
    return Definitions.weighted(roundId, DECOY, 300, stores);
  }

  private <T extends SpecificRecord> void add(Topic<T> topic, T value) {
    samples.add(record(topic, value));
  }

  private <T extends SpecificRecord> ProducerRecord<String, byte[]> record(
      Topic<T> topic, T value) {
    @SuppressWarnings("unchecked") // by the topic's name
    RecordCodec<T> codec =
        (RecordCodec<T>)
            codecs.computeIfAbsent(topic.name(), name -> RecordCodec.of(topic, bench.schemas));
    byte[] bytes = codec.encode(value);
    return new ProducerRecord<>(topic.name(), "k", bytes);
  }

  /** One spoiled record. {@code open} is a round that nothing of it may touch. */
  Attack next(RoundDefinition open) {
    count++;
    return switch (random.nextInt(10)) {
      case 0 -> oddCommand(open);
      case 1 -> oddJoin(open);
      case 2 -> unforeseen(Topics.ROUNDS, new RoundRecord(oddDefinition()));
      case 3 -> unforeseen(Topics.ROUND_LOG, own.entry());
      case 4 -> unforeseen(Topics.ROUND_CONTROL, own.order(oddDefinition()));
      default -> {
        ProducerRecord<String, byte[]> sample = samples.get(random.nextInt(samples.size()));
        byte[] other = samples.get(random.nextInt(samples.size())).value();
        byte[] value =
            random.nextInt(10) == 0
                ? sample.value() // once more, and out of order
                : Spoiled.bytes(random, sample.value(), other);
        yield new Attack(new ProducerRecord<>(sample.topic(), sample.key(), value), Set.of(""));
      }
    };
  }

  private Attack oddCommand(RoundDefinition open) {
    Command.Builder odd = command(Action.CANCEL).setModelType(open.getModelType());
    String id = open.getRoundId();
    String reason =
        switch (random.nextInt(9)) {
          case 0 -> reason(odd.setAction(Action.PROMOTE).setVersion(9L + count), "unknown_version");
          case 1 -> reason(odd.setAction(Action.PROMOTE).setVersion(-1L), "unknown_version");
          case 2 -> reason(odd.setAction(Action.RETIRE).setRoundId(id), "wrong_state");
          case 3 -> reason(odd.setRoundId("nobody-" + count), "unknown_round");
          case 4 -> reason(odd.setRoundId(null), "malformed");
          case 5 -> reason(odd.setRoundId(LONG), "unknown_round");
          case 6 -> reason(odd.setAction(Action.WITHDRAW_STORE).setRoundId(id), "malformed");
          case 7 ->
              reason(
                  odd.setAction(Action.WITHDRAW_STORE).setRoundId(id).setStoreId(LONG),
                  "wrong_state");
          default -> reason(odd.setModelType("nobody's").setRoundId(id), "unknown_round");
        };
    return new Attack(record(Topics.COMMANDS, odd.build()), Set.of(reason));
  }

  private <T extends SpecificRecord> Attack unforeseen(Topic<T> topic, T value) {
    return new Attack(record(topic, value), Set.of(""));
  }

  private static String reason(Command.Builder unused, String reason) {
    return reason;
  }

  private Attack oddJoin(RoundDefinition open) {
    String id = open.getRoundId();
    String type = open.getModelType();
    return switch (random.nextInt(5)) {
      case 0 -> join("", id, type, "bad_name");
      case 1 -> join(LONG, id, type, "bad_name");
      case 2 -> join("s", LONG, type, "bad_name");
      case 3 -> join("s", "nobody-" + count, LONG, "bad_name");
      default -> join("s-" + count, "nobody-" + count, type, ""); // waits for its definition
    };
  }

  private Attack join(String storeId, String roundId, String type, String reason) {
    Join join = new Join(storeId, roundId, type, Instant.ofEpochMilli(-1), null, null);
    return new Attack(record(Topics.JOINS, join), Set.of(reason));
  }

  /** A definition that must be refused; nothing of its sizes may be believed. */
  private RoundDefinition oddDefinition() {
    RoundDefinition.Builder odd = decoy("odd-" + count, 2).setTargetCount(0).setTargetPages(0);
    switch (random.nextInt(16)) {
      case 0 -> odd.setChunkBytes(1 << 30).setChunkCount(1).setLayout(List.of());
      case 1 -> sizes(odd, 1L << 40, 64 << 10);
      case 2 -> sizes(odd, (1L << 31) - 8, 1 << 30);
      case 3 -> sizes(odd, 1L << 46, 512 << 10);
      case 4 -> odd.setChunkBytes(0);
      case 5 -> odd.setUpdateBytes(Long.MIN_VALUE);
      case 6 -> odd.setMethod("magic");
      case 7 -> odd.setThreshold(LONG);
      case 8 -> odd.setThreshold("1e-2147483647");
      case 9 -> odd.setGrid(new Grid(900, 1e300, 52, Long.MAX_VALUE, Integer.MAX_VALUE, 2));
      case 10 -> odd.setMinStores(-1);
      case 11 -> odd.setBase(new ModelReference(DECOY, Long.MIN_VALUE, ""));
      case 12 -> odd.setModelType(LONG);
      case 13 -> odd.setDeadlineMs(-1);
      case 14 -> odd.setTargetCount(Integer.MAX_VALUE).setTargetPages(Integer.MAX_VALUE);
      default -> odd.setEncoding(Encoding.TEXT).setWeighting(Weighting.EQUAL);
    }
    return odd.setAtDeadline(AtDeadline.AGGREGATE_IF_MIN).build();
  }

  /** Sizes that agree with each other. */
  private static void sizes(RoundDefinition.Builder odd, long bytes, int chunkBytes) {
    odd.setParameterCount(bytes / 4)
        .setLayout(List.of())
        .setUpdateBytes(bytes)
        .setChunkBytes(chunkBytes)
        .setChunkCount((int) Math.min(Integer.MAX_VALUE, (bytes - 1) / chunkBytes + 1));
  }

  private static Command.Builder command(Action action) {
    return Command.newBuilder()
        .setCommandId("fuzz")
        .setAction(action)
        .setModelType(DECOY)
        .setIssuedBy("fuzz")
        .setIssuedAt(Instant.EPOCH);
  }
}
