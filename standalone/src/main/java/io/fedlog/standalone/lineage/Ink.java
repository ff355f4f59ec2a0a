package io.fedlog.standalone.lineage;

/** The colours of a picture, and the style of its small print. */
final class Ink {
  static final String INK = "#1f2933";
  static final String MUTED = "#52606d";
  static final String ROUND = "#e3edf7";
  static final String LINE = "#486581";
  static final String STORE = "#2f7d4f";
  static final String PROMOTED = "#b7791f";
  static final String MISSING = "#b42318";
  static final String PAPER = "#ffffff";
  static final String PROMOTED_FILL = "#fbf0d9";
  static final String SMALL = "font-size=\"11\" fill=\"" + MUTED + "\"";

  private Ink() {}
}
