package io.fedlog.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.fedlog.agent.command.CommandStore;
import io.fedlog.agent.command.TrainerCommand;
import io.fedlog.agent.command.TrainerSettings;
import io.fedlog.learning.digest.TreeHash;
import io.fedlog.runtime.models.Model;
import io.fedlog.schemas.Encoding;
import io.fedlog.schemas.ModelManifest;
import io.fedlog.schemas.RoundDefinition;
import io.fedlog.schemas.Tensor;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code examples/} shows works. */
class ExamplesTest {

  private static final Path EXAMPLES = Path.of("..", "examples").toAbsolutePath().normalize();

  /** Twelve rows of two stores; y is 1 where a is large. */
  private static final List<String> ROWS =
      List.of(
          "7,0.1,1.0,0",
          "7,0.9,0.2,1",
          "7,0.8,-0.4,1",
          "7,-0.5,0.3,0",
          "7,0.7,0.6,1",
          "7,-0.2,-0.9,0",
          "7,0.3,0.5,0",
          "7,1.1,0.0,1",
          "7,-0.8,0.1,0",
          "7,0.6,-0.6,1",
          "8,5.0,5.0,1",
          "8,-5.0,5.0,0");

  @TempDir private Path folder;

  @Test
  void shouldTakeTheStepsOfGradientDescent_whenPlainPythonTrains() throws Exception {
    assumeTrue(pythonIsThere(), "python3 is not there: the Python examples are not run");
    List<double[]> rows = rows(false);
    assertThat(rows).hasSizeBetween(1, 9);

    TrainedUpdate update =
        python("python-plain").train(new RoundInputs(round(null, "2", "0.5"), null, List.of()));

    // From zeros every probability is 1/2, so the first step is -rate times the mean of (1/2 - y)
    // x.
    double[] one = step(rows, new double[3], new double[3], 0);
    double[] two = step(rows, one, new double[3], 0.5);
    assertThat(doubles(update.payload())).containsExactly(two, within(1e-12));
    assertThat(update.samples()).isEqualTo(rows.size());
    assertThat(update.metrics()).containsKeys("loss", "accuracy");
    assertThat(update.metrics().get("loss")).isLessThan(Math.log(2));
  }

  @Test
  void shouldStayAtTheGlobalModel_whenPlainPythonIsPulledBackHard() throws Exception {
    assumeTrue(pythonIsThere(), "python3 is not there: the Python examples are not run");
    Model base = model(1, -2, 0.5);
    List<double[]> rows = rows(false);

    TrainedUpdate update =
        python("python-plain").train(new RoundInputs(round(base, "1", "1000"), base, List.of()));

    // The first step starts at the global model, where the pull is nothing.
    double[] expected = step(rows, new double[] {1, -2, 0.5}, new double[] {1, -2, 0.5}, 1000);
    assertThat(doubles(update.payload())).containsExactly(expected, within(1e-12));
  }

  @Test
  void shouldMeasureTheRowsHeldOut_whenPlainPythonEvaluates() throws Exception {
    assumeTrue(pythonIsThere(), "python3 is not there: the Python examples are not run");
    List<double[]> held = rows(true);
    assertThat(held).isNotEmpty();

    Evaluated figures =
        python("python-plain").evaluate(model(0, 0, 0), List.of(), null).orElseThrow();

    assertThat(figures.samples()).isEqualTo(held.size());
    assertThat(figures.metrics().get("loss")).isCloseTo(Math.log(2), within(1e-12));
  }

  @Test
  void shouldSayThatItHasNoRows_whenPytorchHoldsNoneOut() throws Exception {
    assumeTrue(pythonIsThere(), "python3 is not there: the Python examples are not run");
    Path packages = Path.of("src", "test", "resources", "python").toAbsolutePath();
    String run =
        "import runpy, sys; sys.path.insert(0, '%s'); runpy.run_path('%s', run_name='__main__')"
            .formatted(packages, EXAMPLES.resolve("pytorch/trainer.py"));
    Path data = Files.writeString(folder.resolve("rows.pt"), "1");
    CommandTrainer one =
        new CommandTrainer(
            new TrainerCommand(
                new TrainerSettings(
                    List.of("python3", "-B", "-c", run), Duration.ofMinutes(1), true, Set.of()),
                new CommandStore("7", folder.resolve("runs"), data, List.of())),
            FakeTrainer::new);

    assertThat(one.evaluate(model(0, 0, 0), List.of(), null)).as("of one row").isEmpty();
    Files.writeString(data, "5");
    assertThat(one.evaluate(model(0, 0, 0), List.of(), null).orElseThrow().samples())
        .as("of five rows")
        .isEqualTo(1);
  }

  @Test
  void shouldBePython_whenTheExamplesAreCompiled() throws Exception {
    assumeTrue(pythonIsThere(), "python3 is not there: the Python examples are not checked");
    ProcessBuilder compile =
        new ProcessBuilder(
                "python3",
                "-m",
                "py_compile",
                EXAMPLES.resolve("pytorch/trainer.py").toString(),
                EXAMPLES.resolve("python-plain/trainer.py").toString())
            .redirectErrorStream(true);
    compile.environment().put("PYTHONPYCACHEPREFIX", folder.toString());
    Process process = compile.start();

    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
  }

  @Test
  void shouldJoinWithAModelOfItsOwn_whenTheJavaExampleIsCompiled() throws Exception {
    Path source = EXAMPLES.resolve("java/LineTrainer.java");
    assertThat(Files.readAllLines(source)).hasSizeLessThanOrEqualTo(50);
    int status =
        ToolProvider.getSystemJavaCompiler()
            .run(
                null,
                null,
                null,
                "-cp",
                System.getProperty("java.class.path"),
                "-d",
                folder.toString(),
                source.toString());
    assertThat(status).isZero();
    try (URLClassLoader loader =
        new URLClassLoader(new URL[] {folder.toUri().toURL()}, getClass().getClassLoader())) {
      StoreTrainer trainer =
          (StoreTrainer)
              loader
                  .loadClass("LineTrainer")
                  .getConstructor(List.class)
                  .newInstance(List.of(new double[] {1, 3}, new double[] {3, 5}));
      RoundDefinition round =
          Rounds.builder("p-0001", 2)
              .setEncoding(Encoding.FLOAT64)
              .setTrainingConfig(Map.of("learning_rate", "0.25"))
              .build();

      TrainedUpdate update = trainer.train(new RoundInputs(round, null, List.of()));

      // Errors at zeros: -3 and -5. Slope: 0.25 x (3 x 1 + 5 x 3) / 2, level: 0.25 x (3 + 5) / 2.
      assertThat(doubles(update.payload())).containsExactly(2.25, 1);
      // Left over: 3.25 - 3 and 7.75 - 5; their mean square.
      assertThat(update.metrics()).isEqualTo(Map.of("loss", (0.0625 + 7.5625) / 2));
      assertThat(trainer.evaluate(model(1, 2), List.of(), null).orElseThrow().metrics())
          .as("y = x + 2 is what the rows say")
          .isEqualTo(Map.of("loss", 0.0));
    }
  }

  private CommandTrainer python(String example) throws IOException {
    List<String> lines = new ArrayList<>(List.of("shop,a,b,y"));
    lines.addAll(ROWS);
    Path data = Files.write(folder.resolve("rows.csv"), lines);
    List<String> command =
        List.of("python3", EXAMPLES.resolve(example).resolve("trainer.py").toString());
    return new CommandTrainer(
        new TrainerCommand(
            new TrainerSettings(command, Duration.ofMinutes(1), true, Set.of()),
            new CommandStore("7", folder.resolve("runs"), data, List.of("shop"))),
        FakeTrainer::new);
  }

  /** Store 7's rows that are trained on, or held out: a fifth of all, by CRC-32 of the line. */
  private static List<double[]> rows(boolean heldOut) {
    List<double[]> rows = new ArrayList<>();
    for (String line : ROWS.subList(0, 10)) {
      CRC32 hash = new CRC32();
      hash.update(line.getBytes(StandardCharsets.UTF_8));
      if ((hash.getValue() % 5 == 0) == heldOut) {
        String[] fields = line.split(",", -1);
        rows.add(
            new double[] {
              Double.parseDouble(fields[1]),
              Double.parseDouble(fields[2]),
              Double.parseDouble(fields[3])
            });
      }
    }
    return rows;
  }

  /** One step of rate 0.5 on [a, b, intercept]. */
  private static double[] step(List<double[]> rows, double[] from, double[] global, double mu) {
    double[] gradient = new double[3];
    for (double[] row : rows) {
      double[] inputs = {row[0], row[1], 1};
      double score = from[0] * inputs[0] + from[1] * inputs[1] + from[2];
      double error = 1 / (1 + Math.exp(-score)) - row[2];
      for (int i = 0; i < 3; i++) {
        gradient[i] += error * inputs[i] / rows.size();
      }
    }
    double[] next = from.clone();
    for (int i = 0; i < 3; i++) {
      next[i] -= 0.5 * (gradient[i] + mu * (from[i] - global[i]));
    }
    return next;
  }

  private static RoundDefinition round(@Nullable Model base, String epochs, String mu) {
    return Rounds.builder("p-0002", 3)
        .setModelType("own")
        .setBase(base == null ? null : base.reference())
        .setEncoding(Encoding.FLOAT64)
        .setUpdateBytes(24)
        .setLayout(layout(3))
        .setTrainingConfig(config(epochs, mu))
        .build();
  }

  private static Map<String, String> config(String epochs, String mu) {
    return Map.of(
        "features", "a, b", "target", "y", "epochs", epochs, "learning_rate", "0.5", "mu", mu);
  }

  private static List<Tensor> layout(int parameters) {
    return List.of(
        new Tensor("weights", List.of(parameters - 1)), new Tensor("intercept", List.of(1)));
  }

  private static Model model(double... values) {
    ByteBuffer bytes = ByteBuffer.allocate(8 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asDoubleBuffer().put(values);
    return Model.of(
        ModelManifest.newBuilder(Rounds.model(1, "p-0001", 0).manifest())
            .setModelType("own")
            .setEncoding(Encoding.FLOAT64)
            .setLayout(layout(values.length))
            .setTrainingConfig(config("1", "0"))
            .setSha256(TreeHash.hex(TreeHash.of(bytes.array())))
            .build(),
        bytes.array());
  }

  private static double[] doubles(byte[] payload) {
    double[] values = new double[payload.length / 8];
    ByteBuffer.wrap(payload).order(ByteOrder.LITTLE_ENDIAN).asDoubleBuffer().get(values);
    return values;
  }

  private static boolean pythonIsThere() throws InterruptedException {
    try {
      Process python =
          new ProcessBuilder("python3", "--version")
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      return python.waitFor(20, TimeUnit.SECONDS) && python.exitValue() == 0;
    } catch (IOException e) {
      return false;
    }
  }
}
