package io.fedlog.aggregator.federation;

import io.fedlog.schemas.AttemptFate;
import io.fedlog.schemas.AttemptOver;
import io.fedlog.schemas.AttemptReference;
import io.fedlog.schemas.ChunkPublished;
import io.fedlog.schemas.CloseReason;
import io.fedlog.schemas.Decision;
import io.fedlog.schemas.Fates;
import io.fedlog.schemas.FinaliseFailed;
import io.fedlog.schemas.RosterEntry;
import io.fedlog.schemas.RosterPage;
import io.fedlog.schemas.RoundClosed;
import io.fedlog.schemas.RoundControl;
import io.fedlog.schemas.RoundDefinition;
import io.fedlog.schemas.RoundLogEntry;
import io.fedlog.schemas.RoundTally;
import io.fedlog.schemas.Tick;
import io.fedlog.schemas.UpdateSummary;
import io.fedlog.schemas.Window;
import io.fedlog.schemas.WindowEntry;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** What only the aggregator writes, as somebody might forge it. */
final class OwnRecordAttacks {
  private static final int[] ODD = {
    -1, 0, 1, 7, 1 << 20, Integer.MIN_VALUE, Integer.MAX_VALUE, Integer.MAX_VALUE - 1
  };
  private static final String LONG = "x".repeat(20_000);

  private final RandomGenerator random;
  private final String modelType;
  private final String[] rounds;

  OwnRecordAttacks(RandomGenerator random, String modelType, String... rounds) {
    this.random = random;
    this.modelType = modelType;
    this.rounds = rounds;
  }

  /** An entry of the round log. */
  RoundLogEntry entry() {
    @Nullable String round = random.nextInt(10) == 0 ? null : round();
    return RoundLogEntry.newBuilder()
        .setModelType(modelType)
        .setRoundId(round)
        .setEvent(event())
        .setSourceTopic(null)
        .build();
  }

  private Object event() {
    return switch (random.nextInt(6)) {
      case 0 ->
          UpdateSummary.newBuilder()
              .setStoreId(name())
              .setAttemptId(odd())
              .setPartition(odd())
              .setChunks(odd())
              .setBytes(odd())
              .setWeight(odd())
              .setBaseVersion(odd())
              .setChunkRoots(noise())
              .setNorm(random.nextBoolean() ? noise() : null)
              .setReason(random.nextBoolean() ? LONG : null)
              .build();
      case 1 ->
          new ChunkPublished(
              (long) odd(),
              odd(),
              noise(),
              (long) odd(),
              odd(),
              (long) odd(),
              random.nextBoolean() ? LONG : null);
      case 2 -> new FinaliseFailed(odd(), LONG, (long) odd());
      case 3 -> new Tick(Instant.ofEpochMilli(Long.MAX_VALUE));
      default ->
          RoundTally.newBuilder()
              .setPartition(random.nextInt(3) - 1)
              .setChunks(fates())
              .setBytes(fates())
              .setOpenAttempts(List.of(new AttemptReference(name(), (long) odd())))
              .build();
    };
  }

  private Fates fates() {
    long n = odd();
    return Fates.newBuilder()
        .setReceived(random.nextBoolean() ? n : odd())
        .setIncomplete(n)
        .setRejected(random.nextInt(3) == 0 ? Map.of(name(), (long) odd()) : Map.of())
        .build();
  }

  /** An order of the quorum; {@code odd} is a definition that no quorum lets in. */
  RoundControl order(RoundDefinition odd) {
    return RoundControl.newBuilder().setModelType(modelType).setOrder(body(odd)).build();
  }

  private Object body(RoundDefinition odd) {
    return switch (random.nextInt(6)) {
      case 0 ->
          new RosterPage(
              round(),
              random.nextInt(3) - 1,
              odd(),
              List.of(new RosterEntry(name(), (long) odd()), new RosterEntry("store-0", 1L)));
      case 1 ->
          Decision.newBuilder()
              .setRoundId(round())
              .setVersion(odd())
              .setLogOffset(odd())
              .setMethod(name())
              .setRosterPages(odd())
              .setCohort(noise())
              .setCohortSize(odd())
              .setTotalWeight(odd())
              .setWindow(random.nextBoolean() ? null : window())
              .build();
      case 2 ->
          new RoundClosed(
              name(), CloseReason.values()[random.nextInt(4)], (long) random.nextInt(3));
      case 3 ->
          new AttemptOver(
              round(), name(), (long) odd(), AttemptFate.values()[random.nextInt(5)], null);
      default -> odd;
    };
  }

  private Window window() {
    WindowEntry entry =
        new WindowEntry(name(), (long) odd(), (long) odd(), odd(), (long) odd(), (long) odd());
    return new Window(
        (long) odd(), (long) odd(), random.nextBoolean() ? List.of() : List.of(entry));
  }

  private String round() {
    return rounds[random.nextInt(rounds.length)];
  }

  private String name() {
    return List.of("", "store-0", "store-1", "#", "\u0000", LONG).get(random.nextInt(6));
  }

  private int odd() {
    return ODD[random.nextInt(ODD.length)];
  }

  private ByteBuffer noise() {
    byte[] bytes = new byte[List.of(0, 1, 31, 32, 64, 40_000).get(random.nextInt(6))];
    random.nextBytes(bytes);
    return ByteBuffer.wrap(bytes);
  }
}
