package io.fedlog.standalone.top;

import io.fedlog.schemas.RoundState;
import io.fedlog.schemas.RoundStatus;
import io.fedlog.standalone.terminal.Bar;
import io.fedlog.standalone.terminal.PlainText;
import io.fedlog.standalone.terminal.SpanText;
import io.fedlog.standalone.top.Picture.Alive;
import io.fedlog.standalone.top.Picture.OpenPlan;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.stream.Stream;

/** A picture in lines that fit a terminal. */
final class PictureText {

  /** Less than that is not laid out for, but cut off. */
  private static final int NARROWEST = 60;

  private static final int LONGEST_BAR = 40;
  private static final int LONGEST_NAME = 36;

  /** Head, headlines, and what else stands around the lists. */
  private static final int AROUND = 8;

  private final int width;
  private final int height;

  /**
   * @param width columns
   * @param height lines; what does not fit is counted in one line
   */
  PictureText(int width, int height) {
    this.width = width;
    this.height = height;
  }

  List<String> lines(Picture picture) {
    int rows = Math.max(3, height - AROUND);
    int rounds = Math.max(1, rows / 2);
    List<String> lines = new ArrayList<>(head(picture));
    lines.add("");
    lines.addAll(open(picture, rounds));
    if (!picture.plans().isEmpty()) {
      lines.add("");
      lines.add("plans");
      lines.addAll(some(picture.plans().stream().map(this::line).toList(), rows / 4));
    }
    if (!picture.ended().isEmpty()) {
      lines.add("");
      lines.add("ended last");
      Stream<String> ended = picture.ended().stream().limit(Math.max(1, rows / 4)).map(this::ended);
      lines.addAll(ended.toList());
    }
    return lines.stream().limit(height).map(this::cut).toList();
  }

  private List<String> head(Picture picture) {
    String first =
        "fedlog top  %s  %s"
            .formatted(picture.bootstrap(), picture.now().truncatedTo(ChronoUnit.SECONDS));
    String lag = picture.lag().isPresent() ? picture.lag().getAsLong() + " records" : "-";
    return List.of(
        first,
        "aggregators %s  stores %s  lag %s"
            .formatted(text(picture.aggregators()), text(picture.stores()), lag),
        "in %s  updates complete %s"
            .formatted(
                rate(picture.rates().bytes(), 1e6, "MB/s"),
                rate(picture.rates().updates(), 1, "/s")));
  }

  private static String text(Alive alive) {
    return alive.alive() + " of " + alive.known() + " alive";
  }

  private static String rate(OptionalDouble perSecond, double unit, String name) {
    return perSecond.isEmpty()
        ? "- " + name
        : String.format(Locale.ROOT, "%.1f %s", perSecond.getAsDouble() / unit, name);
  }

  private List<String> open(Picture picture, int most) {
    if (picture.open().isEmpty()) {
      return List.of("no round is open");
    }
    int name = nameWidth(picture);
    int bar = barWidth(name);
    String heading =
        pad("open rounds (" + picture.open().size() + ")", name)
            + "  "
            + pad("status", 11)
            + "  "
            + pad("complete", bar + 2)
            + "  "
            + pad("of needed", 11)
            + "  "
            + pad("joined", 7)
            + "  left";
    List<String> rows =
        picture.open().stream().map(round -> line(round, picture.now(), name, bar)).toList();
    List<String> lines = new ArrayList<>(List.of(heading));
    lines.addAll(some(rows, most));
    return lines;
  }

  private static int nameWidth(Picture picture) {
    int longest =
        picture.open().stream().mapToInt(round -> round.getRoundId().length()).max().orElse(0);
    return Math.min(LONGEST_NAME, Math.max(longest, "open rounds (99)".length()));
  }

  /** What is left of the width when all else has its place. */
  private int barWidth(int name) {
    int others = name + 2 + 11 + 2 + 2 + 2 + 11 + 2 + 7 + 2 + 12;
    return Math.max(4, Math.min(LONGEST_BAR, Math.max(width, NARROWEST) - others));
  }

  private static String line(RoundState round, Instant now, int name, int bar) {
    return pad(round.getRoundId(), name)
        + "  "
        + pad(round.getStatus().name().toLowerCase(Locale.ROOT), 11)
        + "  "
        + Bar.of(round.getCompletedStores(), round.getNeededStores(), bar)
        + "  "
        + pad(round.getCompletedStores() + " of " + round.getNeededStores(), 11)
        + "  "
        + pad(String.valueOf(round.getParticipatingStores()), 7)
        + "  "
        + left(round, now);
  }

  private static String left(RoundState round, Instant now) {
    if (round.getStatus() == RoundStatus.AGGREGATING) {
      return "decided";
    }
    Duration left = Duration.between(now, round.getDeadlineAt());
    return left.isNegative() ? "overdue" : SpanText.of(left);
  }

  private String line(OpenPlan plan) {
    return "  %s  %s  %s  %s %d of %d rounds"
        .formatted(
            plan.planId(),
            plan.modelType(),
            plan.status().name().toLowerCase(Locale.ROOT),
            Bar.of(plan.made(), plan.most(), 20),
            plan.made(),
            plan.most());
  }

  private String ended(RoundState round) {
    Instant end = round.getEndedAt();
    String took =
        end == null ? "" : " in " + SpanText.of(Duration.between(round.getCreatedAt(), end));
    String result =
        round.getReason() != null
            ? round.getReason()
            : round.getModelVersion() == null ? "no version" : "version " + round.getModelVersion();
    return "  %s  %s%s: %s"
        .formatted(
            round.getRoundId(), round.getStatus().name().toLowerCase(Locale.ROOT), took, result);
  }

  private static List<String> some(List<String> rows, int most) {
    int fits = Math.max(1, most);
    if (rows.size() <= fits) {
      return rows;
    }
    List<String> some = new ArrayList<>(rows.subList(0, fits));
    some.add("  ... and " + (rows.size() - fits) + " more");
    return some;
  }

  private static String pad(String text, int width) {
    String fits = text.length() > width ? text.substring(0, width - 1) + "~" : text;
    return fits + " ".repeat(width - fits.length());
  }

  private String cut(String line) {
    String plain = PlainText.of(line).stripTrailing();
    return plain.length() <= width ? plain : plain.substring(0, width - 1) + "~";
  }
}
