package io.fedlog.standalone.simulate;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.AffineTransform;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Path2D;
import java.math.BigDecimal;
import java.util.List;
import java.util.stream.DoubleStream;
import org.jspecify.annotations.Nullable;

/**
 * Lines over two axes.
 *
 * @param across what the horizontal axis means
 * @param upward what the vertical axis means
 * @param level a dashed horizontal line; null for none
 */
record PlotPanel(String across, String upward, List<Line> lines, @Nullable Double level) {
  static final Font FONT = new Font(Font.SANS_SERIF, Font.PLAIN, 15);

  private static final int LEFT = 92;
  private static final int RIGHT = 34;
  private static final int TOP = 14;
  private static final int BOTTOM = 66;
  private static final int NUMBERS = 6;
  private static final int DOTTED_UP_TO = 40;
  private static final Color GRID = new Color(0xDDDDDD);

  /** One curve. */
  record Line(Color colour, double[] x, double[] y) {}

  static void smooth(Graphics2D pen) {
    pen.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    pen.setRenderingHint(
        RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
  }

  /** Draws into a rectangle. */
  void draw(Graphics2D pen, int left, int top, int width, int height) {
    Axis xs = Axis.over(0, all(true).max().orElse(1), NUMBERS);
    Axis ys = Axis.over(all(false).min().orElse(0), all(false).max().orElse(1), NUMBERS);
    Frame frame =
        new Frame(left + LEFT, top + TOP, width - LEFT - RIGHT, height - TOP - BOTTOM, xs, ys);
    pen.setFont(FONT);
    axes(pen, frame);
    pen.setClip(frame.left(), frame.top() - 4, frame.width() + 4, frame.height() + 8);
    if (level != null) {
      pen.setColor(Color.GRAY);
      pen.setStroke(
          new BasicStroke(
              1.5f, BasicStroke.CAP_BUTT, BasicStroke.JOIN_MITER, 1, new float[] {7, 5}, 0));
      int y = (int) Math.round(frame.y(level));
      pen.drawLine(frame.left(), y, frame.left() + frame.width(), y);
    }
    lines.forEach(line -> curve(pen, frame, line));
    pen.setClip(null);
  }

  private void axes(Graphics2D pen, Frame frame) {
    int bottom = frame.top() + frame.height();
    pen.setStroke(new BasicStroke(1));
    for (BigDecimal number : frame.xs().numbers()) {
      int x = (int) Math.round(frame.x(number.doubleValue()));
      pen.setColor(GRID);
      pen.drawLine(x, frame.top(), x, bottom);
      pen.setColor(Color.BLACK);
      String text = number.toPlainString();
      pen.drawString(text, x - pen.getFontMetrics().stringWidth(text) / 2, bottom + 22);
    }
    for (BigDecimal number : frame.ys().numbers()) {
      int y = (int) Math.round(frame.y(number.doubleValue()));
      pen.setColor(GRID);
      pen.drawLine(frame.left(), y, frame.left() + frame.width(), y);
      pen.setColor(Color.BLACK);
      String text = number.toPlainString();
      pen.drawString(text, frame.left() - 8 - pen.getFontMetrics().stringWidth(text), y + 5);
    }
    pen.drawRect(frame.left(), frame.top(), frame.width(), frame.height());
    int middle = frame.left() + frame.width() / 2;
    pen.drawString(across, middle - pen.getFontMetrics().stringWidth(across) / 2, bottom + 50);
    AffineTransform upright = pen.getTransform();
    int length = pen.getFontMetrics().stringWidth(upward);
    pen.rotate(-Math.PI / 2);
    pen.drawString(
        upward, -(frame.top() + frame.height() / 2 + length / 2), frame.left() - LEFT + 24);
    pen.setTransform(upright);
  }

  private static void curve(Graphics2D pen, Frame frame, Line line) {
    pen.setColor(line.colour());
    pen.setStroke(new BasicStroke(2.2f, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
    Path2D path = new Path2D.Double();
    for (int i = 0; i < line.x().length; i++) {
      double x = frame.x(line.x()[i]);
      double y = frame.y(line.y()[i]);
      if (i == 0) {
        path.moveTo(x, y);
      } else {
        path.lineTo(x, y);
      }
      if (line.x().length <= DOTTED_UP_TO) {
        pen.fill(new Ellipse2D.Double(x - 3, y - 3, 6, 6));
      }
    }
    pen.draw(path);
  }

  private DoubleStream all(boolean horizontal) {
    DoubleStream ofLines =
        lines.stream().flatMapToDouble(line -> DoubleStream.of(horizontal ? line.x() : line.y()));
    return horizontal || level == null
        ? ofLines
        : DoubleStream.concat(ofLines, DoubleStream.of(level));
  }

  /** The rectangle inside the axes. */
  private record Frame(int left, int top, int width, int height, Axis xs, Axis ys) {
    double x(double value) {
      return left + width * xs.place(value);
    }

    double y(double value) {
      return top + height * (1 - ys.place(value));
    }
  }
}
