package io.fedlog.aggregator.replay;

import io.fedlog.aggregator.replay.ReplayedRound.Order;
import io.fedlog.schemas.AttemptOver;
import io.fedlog.schemas.Decision;
import io.fedlog.schemas.RosterPage;
import io.fedlog.schemas.RoundClosed;
import io.fedlog.schemas.RoundControl;
import io.fedlog.schemas.Topics;
import io.fedlog.schemas.UnmaskingPage;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** Compares the orders on fl.round-control, in each partition and in their order. */
final class OrderComparison {
  private static final String TOPIC = Topics.ROUND_CONTROL.name();

  /** Brokers' clocks are not further apart. */
  private static final long CLOCKS_MS = 10_000;

  private final LogSource log;
  private final int partitions;
  private final Map<Place, Expected> places = new HashMap<>();

  /** Partitions in which a difference was found. */
  private final Map<String, Map<Difference, TreeSet<Integer>>> found = new LinkedHashMap<>();

  private final Map<Integer, Long> oldest = new HashMap<>();

  /** A round's orders in one partition. */
  private record Place(String roundId, int partition) {}

  /** What is still to come there. Mutable. */
  private static final class Expected {
    private final Findings findings;
    private final List<Order> orders = new ArrayList<>();
    private int next;

    Expected(Findings findings) {
      this.findings = findings;
    }
  }

  private OrderComparison(LogSource log) {
    this.log = log;
    this.partitions = log.partitions(Topics.ROUND_CONTROL);
  }

  /** Compares the orders of rounds, of which {@code since} is before all. */
  static void of(LogSource log, List<Findings> rounds, Instant since) {
    OrderComparison comparison = new OrderComparison(log);
    rounds.forEach(comparison::expect);
    comparison.read(since);
    comparison.finish(rounds);
  }

  private void expect(Findings findings) {
    ReplayedRound round = findings.round();
    for (Order order : round.orders) {
      if (order.control().getOrder() instanceof Decision) {
        findings.decisions++;
      }
      for (int partition : order.partitions()) {
        places
            .computeIfAbsent(new Place(round.roundId(), partition), place -> new Expected(findings))
            .orders
            .add(order);
      }
    }
    for (int partition = 0; partition < partitions; partition++) {
      places.putIfAbsent(new Place(round.roundId(), partition), new Expected(findings));
    }
  }

  private void read(Instant since) {
    boolean trimmed = log.isTrimmed(Topics.ROUND_CONTROL);
    log.read(
        Topics.ROUND_CONTROL,
        trimmed ? Instant.EPOCH : since,
        entry -> {
          if (trimmed) {
            oldest.putIfAbsent(entry.partition(), entry.timestamp());
          }
          Expected expected = places.get(new Place(String.valueOf(entry.key()), entry.partition()));
          if (expected == null || entry.isTombstone()) {
            return;
          }
          Written<RoundControl> came = entry.written();
          if (came == null) {
            differs(
                expected,
                entry.partition(),
                new Difference("a record of " + TOPIC, "an order", "bytes that are none"));
          } else {
            take(expected, entry.partition(), came, entry.timestamp());
          }
        });
    if (trimmed) { // what is empty was emptied
      for (int p = 0; p < partitions; p++) {
        oldest.putIfAbsent(p, Long.MAX_VALUE);
      }
    }
  }

  private void take(Expected expected, int partition, Written<RoundControl> came, long appendedAt) {
    String name = name(came.value());
    for (int i = expected.next; i < expected.orders.size(); i++) {
      Order order = expected.orders.get(i);
      if (name(order.control()).equals(name)) {
        missing(expected, partition, i);
        expected.next = i + 1;
        expected.findings.orders++;
        FieldDifferences differences =
            FieldDifferences.of(order.control(), came.value(), came.schema());
        expected.findings.unknown(name + " on " + TOPIC, differences.unknown());
        differences
            .found()
            .forEach(
                d ->
                    differs(
                        expected,
                        partition,
                        new Difference(
                            name + " on " + TOPIC + ", " + d.what().replace("order.", ""),
                            d.expected(),
                            d.came())));
        return;
      }
    }
    ReplayedRound round = expected.findings.round();
    if (round.isSettled() || appendedAt < round.foldedTo - CLOCKS_MS) {
      differs(expected, partition, new Difference(name + " on " + TOPIC, "none", "one"));
    }
  }

  /** Those before {@code upTo} did not come. */
  private void missing(Expected expected, int partition, int upTo) {
    for (Order order : expected.orders.subList(expected.next, upTo)) {
      if (order.atMillis() < oldest.getOrDefault(partition, Long.MIN_VALUE)) {
        expected.findings.cannotCompare(
            "decisions and other orders are gone from %s, which keeps 30 days".formatted(TOPIC));
      } else {
        differs(
            expected,
            partition,
            new Difference(
                name(order.control()) + " on " + TOPIC,
                "one that rests on offset %d of the round log".formatted(order.logOffset()),
                "none"));
      }
    }
  }

  private void finish(List<Findings> rounds) {
    places.forEach(
        (place, expected) -> {
          if (expected.findings.round().isSettled() || oldest.containsKey(place.partition())) {
            missing(expected, place.partition(), expected.orders.size());
          }
        });
    for (Findings findings : rounds) {
      Map<Difference, TreeSet<Integer>> ofRound =
          found.getOrDefault(findings.round().roundId(), Map.of());
      ofRound.forEach(
          (difference, partitions) ->
              findings.differs(
                  difference.what() + " in partition" + in(partitions),
                  difference.expected(),
                  difference.came()));
    }
  }

  private static String in(TreeSet<Integer> partitions) {
    String all = String.join(", ", partitions.stream().map(String::valueOf).toList());
    return (partitions.size() == 1 ? " " : "s ") + all;
  }

  private void differs(Expected expected, int partition, Difference difference) {
    found
        .computeIfAbsent(expected.findings.round().roundId(), id -> new LinkedHashMap<>())
        .computeIfAbsent(difference, d -> new TreeSet<>())
        .add(partition);
  }

  /** Which of a round's orders it is. */
  private static String name(RoundControl control) {
    Object order = control.getOrder();
    if (order instanceof Decision decision) {
      return "the %s of version %d"
          .formatted(decision.getPhase() == 0 ? "decision" : "conclusion", decision.getVersion());
    } else if (order instanceof RosterPage page) {
      return "page %d of the roster".formatted(page.getPage());
    } else if (order instanceof RoundClosed) {
      return "the end of the round";
    } else if (order instanceof AttemptOver over) {
      return "the end of attempt %d of store %s".formatted(over.getAttemptId(), over.getStoreId());
    } else if (order instanceof UnmaskingPage page) {
      return "page %d of what unmasks the sum".formatted(page.getPage());
    }
    return "the definition";
  }
}
