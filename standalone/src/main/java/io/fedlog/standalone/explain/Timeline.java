package io.fedlog.standalone.explain;

import io.fedlog.schemas.Command;
import io.fedlog.schemas.RoundDefinition;
import io.fedlog.schemas.RoundRequest;
import io.fedlog.schemas.RoundState;
import io.fedlog.schemas.SecureGroup;
import io.fedlog.schemas.SecureRound;
import io.fedlog.schemas.SecureSharers;
import io.fedlog.schemas.SecureSurvivors;
import io.fedlog.standalone.explain.Progress.Complete;
import io.fedlog.standalone.explain.Progress.Made;
import io.fedlog.standalone.explain.RoundFacts.Event;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The moments of a round that tell where its time went, in their order. */
final class Timeline {

  /** So many updates or versions are shown one by one; of more the first, the needed, the last. */
  private static final int ALL = 8;

  private final RoundFacts facts;
  private final Progress progress;
  private final List<Moment> moments = new ArrayList<>();

  private Timeline(RoundFacts facts, Progress progress) {
    this.facts = facts;
    this.progress = progress;
  }

  static List<Moment> of(RoundFacts facts, Progress progress) {
    Timeline timeline = new Timeline(facts, progress);
    timeline.beginning();
    timeline.joining();
    timeline.phases();
    timeline.updates();
    timeline.commands();
    timeline.refusals();
    timeline.end();
    timeline.moments.sort(Comparator.comparing(Moment::at)); // stable: as added within a moment
    return List.copyOf(timeline.moments);
  }

  private void add(@Nullable Instant at, String what, String detail) {
    if (at != null) {
      moments.add(new Moment(at, what, detail));
    }
  }

  private void beginning() {
    RoundDefinition definition = facts.asked().definition();
    RoundRequest request = facts.asked().request();
    if (definition != null) {
      add(facts.asked().at(), "defined", "by " + definition.getCreatedBy());
    } else if (request != null) {
      add(facts.asked().at(), "asked for", "by " + request.getCreatedBy());
    }
    add(progress.openedAt(), "opened", "an aggregator took the definition in");
  }

  private void joining() {
    Map<String, Instant> joins = progress.joins();
    List<Map.Entry<String, Instant>> inOrder = List.copyOf(joins.entrySet());
    if (!inOrder.isEmpty()) {
      add(inOrder.get(0).getValue(), "first join", inOrder.get(0).getKey());
    }
    if (inOrder.size() > 1) {
      Map.Entry<String, Instant> last = inOrder.get(inOrder.size() - 1);
      add(last.getValue(), "last join", "%s, of %d".formatted(last.getKey(), inOrder.size()));
    }
    windowClosed(facts, progress)
        .ifPresent(at -> add(at, "join window closed", inTime(at) + " stores had joined"));
  }

  private long inTime(Instant closed) {
    return progress.joins().values().stream().filter(at -> !at.isAfter(closed)).count();
  }

  /** When the window to join closed; empty as long as it has not, or when the round ended first. */
  static Optional<Instant> windowClosed(RoundFacts facts, Progress progress) {
    Instant opened = progress.openedAt();
    RoundDefinition definition = facts.asked().definition();
    if (opened == null || definition == null) {
      return Optional.empty();
    }
    Instant window = opened.plusMillis(definition.getJoinWindowMs());
    Instant all = allJoined(facts.asked().targets(), progress.joins()).orElse(window);
    Instant closes = all.isBefore(window) ? all : window;
    RoundState state = facts.state();
    Instant ended = state == null ? null : state.getEndedAt();
    boolean reached = !closes.isAfter(ended == null ? facts.now() : ended);
    return reached ? Optional.of(closes) : Optional.empty();
  }

  private static Optional<Instant> allJoined(List<String> targets, Map<String, Instant> joins) {
    return joins.keySet().containsAll(targets)
        ? targets.stream().map(joins::get).max(Comparator.naturalOrder())
        : Optional.empty();
  }

  private void phases() {
    for (Event phase : progress.phases()) {
      Object body = ((SecureRound) phase.body()).getBody();
      if (body instanceof SecureGroup group && group.getPage() == 0) {
        add(
            phase.at(),
            "group closed",
            "%d stores, %d neighbours each, shares until %s"
                .formatted(group.getStores(), group.getNeighbours(), clock(group.getUntil())));
      } else if (body instanceof SecureSharers sharers) {
        add(phase.at(), "shares are in", "of %d stores".formatted(sharers.getCount()));
      } else if (body instanceof SecureSurvivors survivors && survivors.getPage() == 0) {
        add(
            phase.at(),
            "survivors named",
            "%d stores; they reveal until %s"
                .formatted(survivors.getCount(), clock(survivors.getUntil())));
      }
    }
    last(progress.revealed(), "last reveal");
  }

  private void last(Map<String, Instant> stores, String what) {
    Optional<Map.Entry<String, Instant>> last =
        stores.entrySet().stream().max(Map.Entry.comparingByValue());
    last.ifPresent(
        one -> add(one.getValue(), what, "%s, of %d".formatted(one.getKey(), stores.size())));
  }

  private void updates() {
    List<Complete> completed = progress.completed();
    RoundState state = facts.state();
    TreeSet<Integer> shown = new TreeSet<>();
    for (int i = 0; i < completed.size(); i++) {
      boolean edge = i == 0 || i == completed.size() - 1;
      boolean enough = state != null && i == state.getNeededStores() - 1;
      if (completed.size() <= ALL || edge || enough) {
        shown.add(i);
      }
    }
    for (int i : shown) {
      Complete one = completed.get(i);
      add(one.at(), nth(i + 1) + " update complete", one.storeId());
    }
  }

  private void commands() {
    for (Event event : progress.commands()) {
      Command command = (Command) event.body();
      String what = command.getAction().name().toLowerCase(Locale.ROOT).replace('_', ' ');
      String store = command.getStoreId() == null ? "" : command.getStoreId() + ", ";
      String reason = command.getReason() == null ? "" : ": " + command.getReason();
      add(event.at(), "asked: " + what, store + "by " + command.getIssuedBy() + reason);
    }
  }

  private void refusals() {
    progress
        .refusals()
        .all()
        .forEach(
            one ->
                add(
                    one.first(),
                    "first refusal: " + one.reason(),
                    one.storeId() == null ? "" : one.storeId()));
  }

  private void end() {
    RoundState state = facts.state();
    Map<Long, Made> versions = progress.versions();
    if (state == null) {
      return;
    }
    if (versions.size() <= 1) {
      add(state.getDecidedAt(), "decided", state.getCohortSize() + " updates");
    }
    int index = 0;
    for (Map.Entry<Long, Made> one : versions.entrySet()) {
      boolean edge = index == 0 || index == versions.size() - 1;
      if (versions.size() <= ALL || edge) {
        Made made = one.getValue();
        String detail = "%d chunks".formatted(made.chunks());
        add(made.last(), "version " + one.getKey() + " published", detail);
      }
      index++;
    }
    String reason = state.getReason() == null ? "" : state.getReason();
    add(state.getEndedAt(), state.getStatus().name().toLowerCase(Locale.ROOT), reason);
    if (state.getEndedAt() != null) {
      add(progress.settledAt(), "settled", "what came is counted, fl.metrics.rounds has it");
    }
  }

  static String clock(Instant at) {
    return at.toString().substring(11, 19) + "Z";
  }

  /** 1st, 2nd, 3rd, 4th, 11th, 21st. */
  static String nth(int n) {
    int tens = n % 100 / 10;
    String ending =
        tens == 1
            ? "th"
            : switch (n % 10) {
              case 1 -> "st";
              case 2 -> "nd";
              case 3 -> "rd";
              default -> "th";
            };
    return n + ending;
  }
}
