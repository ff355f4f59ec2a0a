package io.fedlog.standalone.simulate;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.ToDoubleFunction;
import javax.imageio.ImageIO;
import org.jspecify.annotations.Nullable;

/**
 * Runs as a picture: a metric against virtual time and against uploaded bytes, a line a method.
 *
 * @param title over both
 * @param metric that is drawn
 * @param goal drawn as a dashed line where it is one of that metric; null for none
 */
record TracePlot(String title, Metric metric, @Nullable Goal goal) {
  private static final int WIDTH = 1400;
  private static final int HEIGHT = 600;
  private static final int HEAD = 70;

  /** Told apart by those who see no red or green too (Okabe and Ito, 2008). */
  private static final List<Color> COLOURS =
      List.of(
          new Color(0x0072B2),
          new Color(0xD55E00),
          new Color(0x009E73),
          new Color(0xCC79A7),
          new Color(0xE69F00),
          new Color(0x56B4E9),
          new Color(0x000000));

  void write(List<Trace> traces, Path file) throws IOException {
    BufferedImage image = drawable(traces);
    // not by a name: whatever a file's name ends with, it is PNG
    try (var out = Files.newOutputStream(file)) {
      if (!ImageIO.write(image, "png", out)) {
        throw new IOException("this Java writes no PNG");
      }
    }
  }

  /** Servers and containers often have no font, which Java reports by errors of many kinds. */
  private BufferedImage drawable(List<Trace> traces) throws IOException {
    try {
      return draw(traces);
    } catch (LinkageError | InternalError e) {
      throw new IOException(
          "the plot needs a font, and Java found none; install fontconfig and the DejaVu fonts", e);
    }
  }

  BufferedImage draw(List<Trace> traces) {
    BufferedImage image = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_INT_RGB);
    Graphics2D pen = image.createGraphics();
    try {
      pen.setColor(Color.WHITE);
      pen.fillRect(0, 0, WIDTH, HEIGHT);
      PlotPanel.smooth(pen);
      pen.setColor(Color.BLACK);
      pen.setFont(PlotPanel.FONT.deriveFont(20f));
      pen.drawString(title, 30, 36);
      legend(pen, traces);
      Unit time = Unit.ofTime(most(traces, TracePoint::atMs));
      panel(traces, "virtual time, " + time.word(), point -> point.atMs() / time.size())
          .draw(pen, 0, HEAD, WIDTH / 2, HEIGHT - HEAD);
      Unit bytes = Unit.ofBytes(most(traces, TracePoint::uploadedBytes));
      panel(
              traces,
              "uploaded by all stores, " + bytes.word(),
              point -> point.uploadedBytes() / bytes.size())
          .draw(pen, WIDTH / 2, HEAD, WIDTH / 2, HEIGHT - HEAD);
    } finally {
      pen.dispose();
    }
    return image;
  }

  private PlotPanel panel(
      List<Trace> traces, String across, ToDoubleFunction<TracePoint> position) {
    List<PlotPanel.Line> lines =
        traces.stream().map(trace -> line(trace, colour(traces, trace), position)).toList();
    Double level = goal != null && goal.metric() == metric ? goal.value() : null;
    return new PlotPanel(across, metric.word() + " on held-out rows", lines, level);
  }

  /** From the first round on: the untrained start would only squeeze the rest. */
  private PlotPanel.Line line(Trace trace, Color colour, ToDoubleFunction<TracePoint> position) {
    List<TracePoint> rounds = trace.points().subList(1, trace.points().size());
    return new PlotPanel.Line(
        colour,
        rounds.stream().mapToDouble(position).toArray(),
        rounds.stream().mapToDouble(point -> metric.of(point.measures())).toArray());
  }

  private static void legend(Graphics2D pen, List<Trace> traces) {
    pen.setFont(PlotPanel.FONT);
    int x = 30;
    for (Trace trace : traces) {
      pen.setColor(colour(traces, trace));
      pen.fillRect(x, 54, 22, 4);
      pen.setColor(Color.BLACK);
      pen.drawString(trace.label(), x + 28, 61);
      x += 28 + pen.getFontMetrics().stringWidth(trace.label()) + 24;
    }
  }

  private static Color colour(List<Trace> traces, Trace trace) {
    return COLOURS.get(traces.indexOf(trace) % COLOURS.size());
  }

  private static double most(List<Trace> traces, ToDoubleFunction<TracePoint> of) {
    return traces.stream().mapToDouble(trace -> of.applyAsDouble(trace.last())).max().orElse(0);
  }
}
