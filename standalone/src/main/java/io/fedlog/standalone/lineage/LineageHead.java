package io.fedlog.standalone.lineage;

import static io.fedlog.standalone.lineage.Ink.INK;
import static io.fedlog.standalone.lineage.Ink.LINE;
import static io.fedlog.standalone.lineage.Ink.MISSING;
import static io.fedlog.standalone.lineage.Ink.MUTED;
import static io.fedlog.standalone.lineage.Ink.PROMOTED;
import static io.fedlog.standalone.lineage.Ink.ROUND;
import static io.fedlog.standalone.lineage.Ink.SMALL;
import static io.fedlog.standalone.lineage.Ink.STORE;

/** Draws what stands above a lineage: whose it is, and what each mark means. */
final class LineageHead {
  /** So wide the picture must be. */
  static final double WIDTH = 700;

  private LineageHead() {}

  static void draw(VersionName of, Svg svg, double margin) {
    String title = "What made " + of.modelType() + ", version " + of.version();
    svg.text(
        margin,
        30,
        "start",
        "font-size=\"18\" font-weight=\"bold\" fill=\"" + INK + "\"",
        Svg.cut(title, 64),
        title);
    double y = 56;
    svg.rect(margin, y - 10, 16, 12, 3, ROUND, LINE, 1);
    svg.text(margin + 22, y, "start", SMALL, "round", "round");
    svg.circle(margin + 76, y - 4, 7, Ink.PAPER, INK, "version");
    svg.text(margin + 88, y, "start", SMALL, "version", "version");
    svg.circle(margin + 146, y - 4, 7, Ink.PROMOTED_FILL, PROMOTED, "promoted version");
    svg.text(margin + 158, y, "start", SMALL, "promoted", "promoted");
    svg.circle(margin + 226, y - 4, 4, STORE, "none", "store");
    svg.text(margin + 234, y, "start", SMALL, "store", "store");
    svg.arrow(margin + 276, y - 4, margin + 306, y - 4, LINE, false);
    svg.text(margin + 312, y, "start", SMALL, "trained from", "trained from");
    svg.arrow(margin + 396, y - 4, margin + 426, y - 4, MUTED, true);
    svg.text(margin + 432, y, "start", SMALL, "needed from here on", "needed from here on");
    svg.text(
        margin + 560,
        y,
        "start",
        "font-size=\"11\" fill=\"" + MISSING + "\"",
        "? something is missing",
        "point at it, or see --output json");
  }
}
