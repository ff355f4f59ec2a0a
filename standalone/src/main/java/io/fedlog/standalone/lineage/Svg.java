package io.fedlog.standalone.lineage;

import java.util.Locale;

/** Writes the elements of a picture; whatever text is given is escaped. Mutable. */
final class Svg {
  private final StringBuilder out = new StringBuilder(4096);

  Svg(double width, double height, String title) {
    out.append(
        String.format(
            Locale.ROOT,
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%.0f\" height=\"%.0f\""
                + " viewBox=\"0 0 %.0f %.0f\" font-family=\"sans-serif\" font-size=\"12\">%n",
            width,
            height,
            width,
            height));
    out.append("<title>").append(escape(title)).append("</title>\n");
    rect(0, 0, width, height, 0, "#ffffff", "none", 0);
  }

  void rect(
      double x,
      double y,
      double width,
      double height,
      double radius,
      String fill,
      String stroke,
      double line) {
    add(
        "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" rx=\"%.1f\" fill=\"%s\""
            + " stroke=\"%s\" stroke-width=\"%.1f\"/>%n",
        x, y, width, height, radius, fill, stroke, line);
  }

  void circle(double x, double y, double radius, String fill, String stroke, String tip) {
    add(
        "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"%.1f\" fill=\"%s\" stroke=\"%s\"><title>%s</title>"
            + "</circle>%n",
        x, y, radius, fill, stroke, escape(tip));
  }

  /** Text in a place; {@code tip} is shown in full where the text is cut. */
  void text(double x, double y, String anchor, String style, String text, String tip) {
    add(
        "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\" %s>%s<title>%s</title></text>%n",
        x, y, anchor, style, escape(text), escape(tip));
  }

  /** A line from left to right that bends where the ends are of different heights. */
  void arrow(double x1, double y1, double x2, double y2, String stroke, boolean dashed) {
    double bend = Math.max(20, (x2 - x1) / 2);
    add(
        "<path d=\"M %.1f %.1f C %.1f %.1f %.1f %.1f %.1f %.1f\" fill=\"none\" stroke=\"%s\""
            + " stroke-width=\"1.5\"%s/>%n",
        x1,
        y1,
        x1 + bend,
        y1,
        x2 - bend,
        y2,
        x2 - 5,
        y2,
        stroke,
        dashed ? " stroke-dasharray=\"4 3\"" : "");
    add("<path d=\"M %.1f %.1f l -7 -4 v 8 z\" fill=\"%s\" stroke=\"none\"/>%n", x2, y2, stroke);
  }

  /** The whole document. */
  String end() {
    return out + "</svg>\n";
  }

  private void add(String format, Object... values) {
    out.append(String.format(Locale.ROOT, format, values));
  }

  /** Text as XML has it; what XML cannot hold at all becomes a question mark. */
  static String escape(String text) {
    StringBuilder safe = new StringBuilder();
    text.codePoints()
        .forEach(
            c -> {
              switch (c) {
                case '<' -> safe.append("&lt;");
                case '>' -> safe.append("&gt;");
                case '&' -> safe.append("&amp;");
                case '"' -> safe.append("&quot;");
                case '\'' -> safe.append("&#39;");
                default -> safe.appendCodePoint(isXml(c) ? c : '?');
              }
            });
    return safe.toString();
  }

  private static boolean isXml(int c) {
    boolean control = c < 0x20 && c != '\n' && c != '\t';
    boolean surrogate = c >= 0xD800 && c <= 0xDFFF;
    return !control && !surrogate && c != 0xFFFE && c != 0xFFFF && !(c >= 0x7F && c <= 0x9F);
  }

  /** At most so many characters, the end cut off. */
  static String cut(String text, int most) {
    int characters = text.codePointCount(0, text.length());
    return characters <= most
        ? text
        : text.substring(0, text.offsetByCodePoints(0, most - 1)) + "…";
  }

  /** At most so many characters, cut in the middle: names of rounds differ at their ends. */
  static String cutMiddle(String text, int most) {
    int characters = text.codePointCount(0, text.length());
    if (characters <= most) {
      return text;
    }
    int end = most * 2 / 3;
    return text.substring(0, text.offsetByCodePoints(0, most - 1 - end))
        + "…"
        + text.substring(text.offsetByCodePoints(0, characters - end));
  }
}
