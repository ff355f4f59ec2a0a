package io.fedlog.standalone.explain;

import io.fedlog.standalone.explain.Refusals.OfReason;
import io.fedlog.standalone.terminal.PlainText;
import io.fedlog.standalone.terminal.Sheet;
import io.fedlog.standalone.terminal.SpanText;
import io.fedlog.standalone.terminal.Table;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A story as text for people and as JSON for programs. */
final class StoryText {

  /** A gap shorter than that share of the whole is not pointed at. */
  private static final int WORTH_A_WORD = 5;

  private StoryText() {}

  static List<String> lines(Story story, int width) {
    List<String> lines = new ArrayList<>(wrap(story.sentence(), "", width));
    for (String advice : story.advice()) {
      lines.addAll(wrap(advice, "  -> ", width));
    }
    if (!story.moments().isEmpty()) {
      lines.add("");
      timeline(story).lines().forEach(lines::add);
    }
    if (!story.refusals().isEmpty()) {
      lines.add("");
      refusals(story).lines().forEach(lines::add);
    }
    return lines;
  }

  private static Table timeline(Story story) {
    Table table = Table.of("offset", "gap", "what", "detail");
    for (int i = 0; i < story.moments().size(); i++) {
      Moment moment = story.moments().get(i);
      table.row(
          "+" + SpanText.of(offset(story, moment)), gap(story, i), moment.what(), moment.detail());
    }
    return table;
  }

  /** Long ones with an arrow, the longest with two. */
  private static @Nullable String gap(Story story, int index) {
    Duration gap = story.gap(index);
    Moment last = story.moments().get(story.moments().size() - 1);
    Duration whole = offset(story, last);
    if (index == 0 || gap.isZero()) {
      return null;
    }
    boolean isLong = gap.multipliedBy(WORTH_A_WORD).compareTo(whole) >= 0;
    String mark = index == story.longest() ? "<<" : isLong ? "<" : "";
    return (SpanText.of(gap) + " " + mark).strip();
  }

  private static Table refusals(Story story) {
    Table table = Table.of("refused_for", "records", "means", "example");
    for (OfReason one : story.refusals()) {
      table.row(
          one.reason(),
          one.records(),
          RefusalWords.words(one.reason()),
          (one.storeId() == null ? "" : one.storeId() + ": ") + one.detail());
    }
    return table;
  }

  static Sheet sheet(Story story) {
    Table moments = Table.of("at", "offset_ms", "gap_ms", "what", "detail", "longest");
    for (int i = 0; i < story.moments().size(); i++) {
      Moment moment = story.moments().get(i);
      moments.row(
          moment.at(),
          offset(story, moment).toMillis(),
          story.gap(i).toMillis(),
          moment.what(),
          moment.detail(),
          i == story.longest());
    }
    Table refused = Table.of("reason", "records", "store_id", "detail");
    story
        .refusals()
        .forEach(one -> refused.row(one.reason(), one.records(), one.storeId(), one.detail()));
    return new Sheet()
        .with("round_id", story.roundId())
        .with("status", story.status())
        .with("explanation", story.sentence())
        .with("advice", story.advice())
        .with("until", story.until())
        .with("missing_stores", story.missing())
        .with("timeline", moments)
        .with("refused", refused);
  }

  private static Duration offset(Story story, Moment moment) {
    Instant begun = story.begun();
    return begun == null ? Duration.ZERO : Duration.between(begun, moment.at());
  }

  /** Text in lines of at most that width, unless one word is longer. */
  static List<String> wrap(String text, String first, int width) {
    List<String> lines = new ArrayList<>();
    String indent = " ".repeat(first.length());
    StringBuilder line = new StringBuilder(first);
    boolean empty = true;
    for (String word : PlainText.of(text).split(" ")) {
      if (!empty && line.length() + 1 + word.length() > width) {
        lines.add(line.toString());
        line = new StringBuilder(indent);
        empty = true;
      }
      line.append(empty ? "" : " ").append(word);
      empty = false;
    }
    lines.add(line.toString());
    return lines;
  }
}
