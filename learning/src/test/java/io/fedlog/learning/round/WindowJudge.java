package io.fedlog.learning.round;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What must become of every attempt of one round with windows, by remembering all of them: no
 * marks, no bounds, no rows.
 */
final class WindowJudge {
  private enum State {
    OPEN,
    WAITING,
    MAKING,
    AGGREGATED,
    DUPLICATE,
    LATE,
    INCOMPLETE,
    NOT_SELECTED,
    LOST,
    REJECTED
  }

  private static final class Try {
    final AttemptReference reference;
    final Set<Integer> parts = new HashSet<>();
    RoundEvent.Sealed seal;
    long base = -1;
    State state = State.OPEN;

    Try(AttemptReference reference) {
      this.reference = reference;
    }
  }

  private final RoundTerms terms;
  private final int parts;
  private final Map<String, TreeMap<Long, Try>> tries = new TreeMap<>();
  private final List<Try> queue = new ArrayList<>();
  private final Set<String> withdrawn = new HashSet<>();
  private final List<Long> versions = new ArrayList<>();
  private boolean takesMore = true;

  WindowJudge(RoundTerms terms, int parts) {
    this.terms = terms;
    this.parts = parts;
    versions.add(terms.baseVersion());
  }

  /** The machine was given the event and answered. */
  void see(RoundEvent event, List<Effect> effects, RoundStatus before, RoundStatus after) {
    takesMore = before.isOpen();
    if (event instanceof RoundEvent.Summarised e) {
      Try attempt = attempt(e.attempt());
      if (attempt != null && attempt.state == State.OPEN) {
        if (e.reason() != null) {
          attempt.state = State.REJECTED;
        } else if (!attempt.parts.contains(e.firstChunk())) {
          hear(attempt, e);
        }
      }
    } else if (event instanceof RoundEvent.Sealed e) {
      Try attempt = attempt(e.attempt());
      if (attempt != null && attempt.state == State.OPEN && attempt.seal == null) {
        if (e.reason() != null || isLeftBehind(e.baseVersion())) {
          attempt.state = State.REJECTED;
        } else {
          attempt.seal = e;
          completeIfWhole(attempt);
        }
      }
    } else if (event instanceof RoundEvent.Withdraw e
        && effects.stream().noneMatch(Effect.Refused.class::isInstance)) {
      withdrawn.add(e.storeId());
      queue.removeIf(
          attempt -> {
            boolean of = attempt.reference.storeId().equals(e.storeId());
            attempt.state = of ? State.NOT_SELECTED : attempt.state;
            return of;
          });
    }
    for (Effect effect : effects) {
      if (effect instanceof Effect.Decide decide && decide.window() != null) {
        decided(decide.window());
      } else if (effect instanceof Effect.Complete complete && complete.window() != null) {
        made(complete);
      } else if (effect instanceof Effect.WindowLost) {
        all().stream()
            .filter(attempt -> attempt.state == State.MAKING)
            .forEach(attempt -> attempt.state = State.LOST);
      }
    }
    assertThat(after.isOpen() && all().stream().noneMatch(t -> t.state == State.MAKING))
        .as("a full queue is decided")
        .isIn(false, after.isOpen() && queue.size() < windows().updates());
  }

  private void hear(Try attempt, RoundEvent.Summarised summary) {
    if (attempt.base >= 0 && attempt.base != summary.baseVersion()) {
      attempt.state = State.REJECTED;
      return;
    }
    attempt.base = summary.baseVersion();
    attempt.parts.add(summary.firstChunk());
    completeIfWhole(attempt);
  }

  private WindowTerms windows() {
    WindowTerms windows = terms.windows();
    assertThat(windows).isNotNull();
    return windows;
  }

  private Try attempt(AttemptReference reference) {
    TreeMap<Long, Try> ofStore = tries.computeIfAbsent(reference.storeId(), s -> new TreeMap<>());
    Try known = ofStore.get(reference.attemptId());
    if (known != null) {
      return known;
    }
    if (!ofStore.isEmpty() && ofStore.lastKey() > reference.attemptId()) {
      return null;
    }
    ofStore.values().stream()
        .filter(other -> other.state == State.OPEN)
        .forEach(other -> other.state = State.INCOMPLETE);
    Try attempt = new Try(reference);
    ofStore.put(reference.attemptId(), attempt);
    return attempt;
  }

  private void completeIfWhole(Try attempt) {
    if (attempt.seal == null || attempt.parts.size() < parts) {
      return;
    }
    String store = attempt.reference.storeId();
    if (attempt.base != attempt.seal.baseVersion()) {
      attempt.state = State.REJECTED;
    } else if (!takesMore) {
      attempt.state = State.LATE;
    } else if (withdrawn.contains(store)) {
      attempt.state = State.NOT_SELECTED;
    } else if (queue.stream().anyMatch(t -> t.reference.storeId().equals(store))) {
      attempt.state = State.DUPLICATE;
    } else if (isLeftBehind(attempt.seal.baseVersion())) {
      attempt.state = State.REJECTED;
    } else {
      attempt.state = State.WAITING;
      queue.add(attempt);
    }
  }

  private long behind(long base) {
    int at = versions.lastIndexOf(base);
    return at < 0 ? Integer.MAX_VALUE : versions.size() - 1 - at;
  }

  private boolean isLeftBehind(long base) {
    return behind(base) > windows().maxStaleness();
  }

  private void decided(WindowDecision window) {
    assertThat(all()).noneMatch(t -> t.state == State.MAKING);
    assertThat(window.baseVersion()).isEqualTo(versions.get(versions.size() - 1));
    int n = Math.min(queue.size(), windows().updates());
    assertThat(n).isGreaterThanOrEqualTo(terms.minStores());
    List<WindowDecision.Entry> expected = new ArrayList<>();
    for (Try attempt : queue.subList(0, n)) {
      attempt.state = State.MAKING;
      long behind = behind(attempt.seal.baseVersion());
      expected.add(
          new WindowDecision.Entry(
              attempt.reference,
              attempt.seal.baseVersion(),
              behind,
              windows().staleness().weight(behind),
              attempt.seal.weight(),
              attempt.seal.trainingSamples()));
    }
    queue.subList(0, n).clear();
    assertThat(window.entries()).isEqualTo(expected);
  }

  private void made(Effect.Complete complete) {
    all().stream()
        .filter(attempt -> attempt.state == State.MAKING)
        .forEach(attempt -> attempt.state = State.AGGREGATED);
    versions.add(complete.round().version());
    queue.removeIf(
        attempt -> {
          boolean left = isLeftBehind(attempt.seal.baseVersion());
          attempt.state = left ? State.REJECTED : attempt.state;
          return left;
        });
  }

  private List<Try> all() {
    return tries.values().stream().flatMap(ofStore -> ofStore.values().stream()).toList();
  }

  /** The law, counted by hand. */
  void check(Fates fates, RoundStatus end) {
    Map<State, Long> counts = new HashMap<>();
    all().forEach(attempt -> counts.merge(attempt.state, 1L, Long::sum));
    long left = count(counts, State.WAITING) + count(counts, State.MAKING);
    assertThat(fates.balanced()).isTrue();
    assertThat(fates.received()).isEqualTo(all().size());
    assertThat(fates.aggregated()).isEqualTo(count(counts, State.AGGREGATED));
    assertThat(fates.duplicate()).isEqualTo(count(counts, State.DUPLICATE));
    assertThat(fates.late()).isEqualTo(count(counts, State.LATE));
    assertThat(fates.incomplete())
        .isEqualTo(count(counts, State.INCOMPLETE) + count(counts, State.OPEN));
    assertThat(fates.rejectedTotal()).isEqualTo(count(counts, State.REJECTED));
    long lost = count(counts, State.LOST);
    assertThat(fates.failed()).isEqualTo(lost + (end == RoundStatus.FAILED ? left : 0));
    assertThat(fates.cancelled()).isEqualTo(end == RoundStatus.CANCELLED ? left : 0);
    assertThat(fates.notSelected())
        .isEqualTo(count(counts, State.NOT_SELECTED) + (end == RoundStatus.COMPLETED ? left : 0));
  }

  private static long count(Map<State, Long> counts, State state) {
    return counts.getOrDefault(state, 0L);
  }
}
