package io.fedlog.standalone.lineage;

import static io.fedlog.standalone.lineage.Ink.INK;
import static io.fedlog.standalone.lineage.Ink.LINE;
import static io.fedlog.standalone.lineage.Ink.MISSING;
import static io.fedlog.standalone.lineage.Ink.MUTED;
import static io.fedlog.standalone.lineage.Ink.PROMOTED;
import static io.fedlog.standalone.lineage.Ink.ROUND;
import static io.fedlog.standalone.lineage.Ink.SMALL;
import static io.fedlog.standalone.lineage.Ink.STORE;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Draws a lineage: versions from left to right, each a circle behind the box of the round that made
 * it, with a dot a store, or their number when they are many.
 */
final class LineageSvg {
  private static final double MARGIN = 24;
  private static final double TOP = 84;
  private static final double BOX_WIDTH = 150;
  private static final double BOX_HEIGHT = 120;
  private static final double COLUMN = 246;
  private static final double ROW = 184;
  private static final double CIRCLE = 22;
  private static final int MOST_DOTS = 26;
  private static final int DOTS_A_LINE = 13;

  private final ModelLineage lineage;
  private final Columns columns;
  private final Svg svg;

  private LineageSvg(ModelLineage lineage) {
    this.lineage = lineage;
    this.columns = Columns.of(lineage);
    double width = Math.max(LineageHead.WIDTH, 2 * MARGIN + columns.columns() * COLUMN - 20);
    double height = TOP + columns.rows().size() * ROW + 20;
    this.svg = new Svg(width, height, "Lineage of " + lineage.of());
  }

  static String of(ModelLineage lineage) {
    LineageSvg picture = new LineageSvg(lineage);
    LineageHead.draw(lineage.of(), picture.svg, MARGIN);
    for (int row = 0; row < picture.columns.rows().size(); row++) {
      String type = picture.columns.rows().get(row);
      picture.svg.text(
          MARGIN, TOP + row * ROW + 14, "start", SMALL + " font-weight=\"bold\"", type, type);
    }
    lineage.versions().forEach(picture::arrows);
    picture.columns.gaps().forEach(picture::gap);
    lineage.versions().forEach(picture::version);
    return picture.svg.end();
  }

  private double left(Columns.Place place) {
    return MARGIN + place.column() * COLUMN;
  }

  private static double top(Columns.Place place) {
    return TOP + place.row() * ROW + 24;
  }

  private static double middle(Columns.Place place) {
    return top(place) + BOX_HEIGHT / 2;
  }

  private double circleX(Columns.Place place) {
    return left(place) + BOX_WIDTH + 14 + CIRCLE;
  }

  private void arrows(MadeVersion made) {
    Columns.Place to = columns.places().get(made.name());
    if (to == null) {
      return;
    }
    VersionName base = made.base();
    if (base != null) {
      arrow(columns.places().get(base), to, LINE, false, 0);
    }
    int nth = 0;
    for (VersionName needed : made.requires()) {
      nth++;
      if (base == null || !needs(base, needed)) {
        arrow(columns.places().get(needed), to, MUTED, true, 12.0 * nth);
      }
    }
    svg.arrow(left(to) + BOX_WIDTH, middle(to), circleX(to) - CIRCLE, middle(to), LINE, false);
  }

  private void arrow(
      Columns.@Nullable Place from, Columns.Place to, String stroke, boolean dashed, double below) {
    if (from == null) {
      if (!dashed && columns.gaps().containsKey(to.column() - 1)) {
        svg.arrow(left(to) - 60, middle(to), left(to), middle(to), stroke, false);
      }
      return;
    }
    svg.arrow(circleX(from) + CIRCLE, middle(from), left(to), middle(to) + below, stroke, dashed);
  }

  /** What a chain of rounds needed is drawn where it was needed first. */
  private boolean needs(VersionName version, VersionName needed) {
    return lineage.versions().stream()
        .anyMatch(made -> made.name().equals(version) && made.requires().contains(needed));
  }

  private void gap(int column, int versions) {
    double x = MARGIN + column * COLUMN;
    double y = TOP + 24 + BOX_HEIGHT / 2;
    String text = String.format(Locale.ROOT, "%,d versions", versions);
    svg.arrow(x - 60 + 20, y, x + 20, y, LINE, true);
    svg.rect(x + 20, y - 24, 140, 48, 8, Ink.PAPER, MUTED, 1);
    svg.text(x + 90, y - 4, "middle", "fill=\"" + INK + "\"", text, text);
    svg.text(x + 90, y + 12, "middle", SMALL, "not drawn", "see --output json");
  }

  private void version(MadeVersion made) {
    Columns.Place place = columns.places().get(made.name());
    if (place == null) {
      return;
    }
    box(made, left(place), top(place));
    double x = circleX(place);
    double y = middle(place);
    boolean asked = made.name().equals(lineage.of());
    svg.circle(
        x,
        y,
        CIRCLE,
        made.promoted() ? Ink.PROMOTED_FILL : Ink.PAPER,
        made.promoted() ? PROMOTED : INK,
        LineageTexts.tip(made));
    svg.text(
        x,
        y + 4,
        "middle",
        (asked ? "font-weight=\"bold\" " : "") + "fill=\"" + INK + "\"",
        Svg.cut("v" + made.name().version(), 6),
        LineageTexts.tip(made));
    String sha = made.notes().sha256();
    svg.text(
        x,
        y + CIRCLE + 14,
        "middle",
        SMALL,
        sha == null ? "" : Svg.cut(sha, 9),
        LineageTexts.tip(made));
    if (made.promoted()) {
      svg.text(
          x,
          y - CIRCLE - 8,
          "middle",
          "font-size=\"11\" fill=\"" + PROMOTED + "\"",
          "promoted",
          LineageTexts.tip(made));
    }
  }

  private void box(MadeVersion made, double x, double y) {
    svg.rect(x, y, BOX_WIDTH, BOX_HEIGHT, 6, ROUND, LINE, 1);
    String round = String.valueOf(made.notes().roundId());
    String shown = made.notes().roundId() == null ? "round not known" : round;
    svg.text(
        x + 8,
        y + 17,
        "start",
        "font-weight=\"bold\" fill=\"" + INK + "\"",
        Svg.cutMiddle(shown, 17),
        round);
    String method = made.notes().method();
    List<String> lines = new ArrayList<>();
    lines.add(method == null ? "" : method + LineageTexts.windowed(made));
    lines.add(LineageTexts.day(made));
    PrivacySpent spent = made.round().spent();
    if (spent != null) {
      lines.add(String.format(Locale.ROOT, "epsilon %.3g spent", spent.epsilon()));
    }
    for (int i = 0; i < lines.size(); i++) {
      svg.text(
          x + 8,
          y + 34 + 15 * i,
          "start",
          SMALL,
          Svg.cut(lines.get(i), 23),
          LineageTexts.settings(made));
    }
    stores(made, x + 8, y + 72);
    if (!made.missing().isEmpty() || !made.contradictions().isEmpty()) {
      List<String> all = new ArrayList<>(made.contradictions());
      all.addAll(made.missing());
      svg.text(
          x + BOX_WIDTH - 8,
          y + BOX_HEIGHT - 8,
          "end",
          "font-weight=\"bold\" fill=\"" + MISSING + "\"",
          "?",
          String.join("; ", all));
    }
  }

  private void stores(MadeVersion made, double x, double y) {
    List<StoreUpdate> updates = made.notes().updates();
    Long size = made.notes().cohortSize();
    long stores = size == null ? made.notes().members() : size;
    if (stores <= MOST_DOTS && updates.size() == stores) {
      for (int i = 0; i < updates.size(); i++) {
        svg.circle(
            x + 4 + 10.5 * (i % DOTS_A_LINE),
            y + 6.0 + 12 * (i / DOTS_A_LINE),
            4,
            STORE,
            "none",
            LineageTexts.tip(updates.get(i)));
      }
    }
    String text = String.format(Locale.ROOT, stores == 1 ? "%,d store" : "%,d stores", stores);
    svg.text(
        x,
        y + 40,
        "start",
        "font-size=\"11\" fill=\"" + STORE + "\"",
        text,
        LineageTexts.codes(made.notes()));
  }
}
