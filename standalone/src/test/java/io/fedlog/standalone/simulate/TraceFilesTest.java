package io.fedlog.standalone.simulate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TraceFilesTest {
  private static final Measures MEASURES = new Measures(0.5, 0.75, 0.8125);
  private static final Trace TRACE =
      new Trace(
          Mode.SYNC,
          "median",
          List.of(
              new TracePoint(
                  0,
                  null,
                  0,
                  0,
                  0,
                  0,
                  0,
                  StalenessSeen.NONE,
                  0,
                  0,
                  new Measures(0.6931472, 0.5, 0.5)),
              new TracePoint(
                  1,
                  null,
                  1,
                  70_250,
                  40,
                  30,
                  2,
                  StalenessSeen.NONE,
                  26_880,
                  33_600,
                  new Measures(0.5, 0.75, 0.8125)),
              new TracePoint(
                  2,
                  "late",
                  1,
                  90_250,
                  40,
                  0,
                  0,
                  StalenessSeen.NONE,
                  27_000,
                  67_200,
                  new Measures(0.5, 0.75, 0.8125))));

  private static final Trace WINDOWS =
      new Trace(
          Mode.FEDBUFF,
          "weighted",
          List.of(
              new TracePoint(
                  1, null, 2, 1_000, 9, 4, 0, new StalenessSeen(1.5, 3, 0), 8, 9, MEASURES),
              new TracePoint(
                  2, null, 3, 2_000, 8, 2, 3, new StalenessSeen(3, 5, 2), 16, 18, MEASURES)));

  @TempDir Path folder;

  @Test
  void shouldWriteALineForEveryRound() {
    assertThat(TraceCsv.text(List.of(TRACE, WINDOWS)))
        .isEqualTo(
            """
            mode,method,round,status,version,virtual_seconds,asked,aggregated,refused,unfinished,\
            mean_staleness,most_staleness,too_stale,\
            uploaded_bytes,downloaded_bytes,loss,accuracy,auc
            sync,median,0,start,0,0.000,0,0,0,0,0.000,0,0,0,0,0.693147,0.500000,0.500000
            sync,median,1,completed,1,70.250,40,30,2,8,0.000,0,0,26880,33600,0.500000,0.750000,0.812500
            sync,median,2,failed,1,90.250,40,0,0,40,0.000,0,0,27000,67200,0.500000,0.750000,0.812500
            fedbuff,weighted,1,completed,2,1.000,9,4,0,5,1.500,3,0,8,9,0.500000,0.750000,0.812500
            fedbuff,weighted,2,completed,3,2.000,8,2,3,3,3.000,5,2,16,18,0.500000,0.750000,0.812500
            """);
  }

  @Test
  void shouldWriteTheSameBytes_whenTheSeedIsTheSame() throws Exception {
    Path first = folder.resolve("first.csv");
    Path second = folder.resolve("second.csv");
    TraceCsv.write(eventful(5).run(), first);
    TraceCsv.write(eventful(5).run(), second);

    assertThat(second).hasSameBinaryContentAs(first);
    assertThat(TraceCsv.text(eventful(6).run())).isNotEqualTo(Files.readString(first));
  }

  @Test
  void shouldDrawBothPanels() throws Exception {
    Path file = folder.resolve("plot.png");
    new TracePlot("forty stores", Metric.AUC, new Goal(Metric.AUC, 0.7))
        .write(Draft.ofRounds(3).run(), file);

    BufferedImage image = ImageIO.read(file.toFile());
    assertThat(image.getWidth()).isEqualTo(1400);
    assertThat(image.getHeight()).isEqualTo(600);
    assertThat(count(image, 0, 0x0072B2)).isGreaterThan(300);
    assertThat(count(image, 700, 0x0072B2)).isGreaterThan(300);
  }

  @Test
  void shouldRefuseAFile_whenItsFolderIsNotThere() {
    Path nowhere = folder.resolve("none").resolve("a.csv");

    Path here = folder.resolve("a");

    assertThatThrownBy(() -> new SimulationFiles(nowhere, here))
        .hasMessage(
            "--csv is " + nowhere + "; expected a file in a folder that exists and can be written");
    assertThatThrownBy(() -> new SimulationFiles(here, folder)).hasMessageContaining("--png is");
    assertThatThrownBy(() -> new SimulationFiles(here, here))
        .hasMessage("--png is " + here + "; expected another file than --csv");
  }

  @Test
  void shouldSumUp() {
    assertThat(new SummaryTable(Goal.of("auc=0.8")).lines(List.of(TRACE)))
        .containsExactly(
            "  method              rounds  failed       auc  accuracy      loss        time    uploaded",
            "  median                   2       1    0.8125    0.7500    0.5000      90.3 s     27.0 kB",
            "",
            "  median: 1 of 2 rounds failed; the last: late",
            "  median: auc 0.8 reached in round 1 after 70.3 s and 26.9 kB uploaded");
  }

  /** (4 x 1.5 + 2 x 3) / 6 updates. */
  @Test
  void shouldSumUpHowStaleUpdatesWere() {
    assertThat(new SummaryTable(null).lines(List.of(TRACE, WINDOWS)))
        .contains(
            "  fedbuff/weighted: staleness 2.0 on average, 5 at most; 2 updates were too stale")
        .noneMatch(line -> line.startsWith("  median: staleness"));
  }

  @Test
  void shouldWriteTheSameBytes_whenRunsAreAsynchronous() throws Exception {
    Draft draft = eventful(5);
    draft.modes = List.of(Mode.SYNC, Mode.FEDBUFF, Mode.FEDASYNC);
    draft.methods = List.of(new MethodChoice("fedavg", Map.of()));
    draft.rounds = 20;
    draft.fraction = "0.3";

    String first = TraceCsv.text(draft.run());

    assertThat(first).isEqualTo(TraceCsv.text(draft.run()));
    assertThat(first.lines().filter(line -> line.startsWith("fedbuff,fedavg,"))).hasSize(21);
    assertThat(first.lines().filter(line -> line.startsWith("fedasync,fedavg,"))).hasSize(21);
  }

  private static Draft eventful(long seed) {
    Draft draft = Draft.ofRounds(4);
    draft.seed = seed;
    draft.stores = 30;
    draft.sigma = 1;
    draft.dropOut = 0.1;
    draft.threshold = "0.7";
    draft.partition = "dirichlet=0.3";
    draft.hostility = new Hostility(0.2, Attack.NOISE, 10);
    draft.methods =
        List.of(
            new MethodChoice("fedavg", Map.of()),
            new MethodChoice("median", Map.of()),
            new MethodChoice("fedadam", Map.of()));
    return draft;
  }

  private static int count(BufferedImage image, int from, int colour) {
    int pixels = 0;
    for (int x = from; x < from + 700; x++) {
      for (int y = 80; y < image.getHeight(); y++) {
        pixels += (image.getRGB(x, y) & 0xFFFFFF) == colour ? 1 : 0;
      }
    }
    return pixels;
  }
}
