package io.fedlog.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fedlog.agent.command.CommandStore;
import io.fedlog.agent.command.TrainerCommand;
import io.fedlog.agent.command.TrainerFailedException;
import io.fedlog.agent.command.TrainerSettings;
import io.fedlog.learning.digest.TreeHash;
import io.fedlog.runtime.models.Model;
import io.fedlog.schemas.ModelManifest;
import io.fedlog.schemas.RoundDefinition;
import io.fedlog.schemas.Tensor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** With real child processes: {@link TrainerMain}, which knows nothing of our classes. */
class CommandTrainerTest {

  private static final List<Tensor> LAYOUT =
      List.of(new Tensor("head.bias", List.of(1)), new Tensor("body", List.of(3, 1)));

  @TempDir private Path folder;

  private final ListAppender<ILoggingEvent> log = new ListAppender<>();
  private final Logger logger = (Logger) LoggerFactory.getLogger(TrainerCommand.class);

  @BeforeEach
  void listen() {
    log.start();
    logger.addAppender(log);
  }

  @AfterEach
  void stopListening() {
    logger.detachAppender(log);
  }

  @Test
  void shouldReturnWhatTheCommandMade_whenTheTypeHasNoBuiltInTraining() throws IOException {
    Model base = model(0.5f, -2, 8, 0);

    TrainedUpdate update = trainer("add").train(new RoundInputs(round(base), base, List.of()));

    assertThat(floats(update.payload())).containsExactly(1.5f, -1, 9, 1);
    assertThat(update.samples()).isEqualTo(12);
    assertThat(update.metrics()).isEqualTo(Map.of("training_samples", 12.0, "loss", 0.25));
    assertThat(runs()).as("files of a run that succeeded").isEmpty();
  }

  @Test
  void shouldTrainFromNothing_whenTheRoundHasNoBase() {
    TrainedUpdate update = trainer("add").train(new RoundInputs(round(null), null, List.of()));

    assertThat(floats(update.payload())).containsExactly(0, 0, 0, 0);
  }

  @Test
  void shouldTellTheRoundsTerms_whenTheCommandRuns() throws IOException {
    Model base = model(1, 2, 3, 4);
    Model other = model(0.5f, 0.5f, 0.5f, 0.5f);
    assertThatThrownBy(
            () -> trainer("fail").train(new RoundInputs(round(base), base, List.of(other))))
        .isInstanceOf(TrainerFailedException.class)
        .hasMessageContainingAll(
            "ended with status 3", "no such column: sales", runs().get(0).toString());

    JsonNode json = new ObjectMapper().readTree(runs().get(0).resolve("round.json").toFile());
    assertThat(json.get("task").asText()).isEqualTo("train");
    assertThat(json.get("round_id").asText()).isEqualTo("p-0007");
    assertThat(json.get("round_number").asInt()).isEqualTo(7);
    assertThat(json.get("model_type").asText()).isEqualTo("shelf_vision");
    assertThat(json.get("base_version").asLong()).isEqualTo(6);
    assertThat(json.get("store_id").asText()).isEqualTo("Store 7");
    assertThat(json.get("data").asText()).isEqualTo(folder.resolve("images").toString());
    assertThat(json.get("dtype").asText()).isEqualTo("F32");
    assertThat(json.get("layout").toString())
        .isEqualTo("[{\"name\":\"head.bias\",\"shape\":[1]},{\"name\":\"body\",\"shape\":[3,1]}]");
    assertThat(json.get("training_config").toString())
        .isEqualTo("{\"epochs\":\"2\",\"mu\":\"0.1\"}");
    assertThat(json.get("seed").asLong()).isBetween(0L, (1L << 31) - 1);
    assertThat(json.get("time_limit_seconds").asDouble()).isEqualTo(60);
    assertThat(json.get("requires").get(0).get("model_type").asText()).isEqualTo("shelf_vision");
    assertThat(Path.of(json.get("requires").get(0).get("file").asText())).exists();
    assertThat(lines()).contains("reading rows", "no such column: sales");
  }

  @Test
  void shouldKeepTheFilesOfOneRunOnly_whenRunsFail() throws IOException {
    CommandTrainer trainer = trainer("silent");
    for (int i = 0; i < 2; i++) {
      assertThatThrownBy(() -> trainer.train(new RoundInputs(round(null), null, List.of())))
          .hasMessageContainingAll("metrics.json", "is not there", "training_samples");
    }

    assertThat(runs()).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "[{'name':'head.bias','shape':[1]}] | \"body\" is missing | [head.bias]",
        "[{'name':'head.bias','shape':[1]},{'name':'body','shape':[1,3]}] | [1, 3] | [3, 1]",
        "[{'name':'head.bias','shape':[1]},{'name':'body','shape':[3]}] | [3] | [3, 1]",
      })
  void shouldSayWhichArray_whenItIsMissingOrOfAnotherShape(
      String layout, String came, String expected) {
    assertThatThrownBy(
            () ->
                trainer("layout", layout.replace('\'', '"'))
                    .train(new RoundInputs(round(null), null, List.of())))
        .isInstanceOf(TrainerFailedException.class)
        .hasMessageContainingAll("update.safetensors", came, expected);
  }

  @Test
  void shouldLeaveOutArraysNobodyAskedFor_whenTheUpdateHasMore() {
    String layout =
        "[{\"name\":\"extra\",\"shape\":[2]},{\"name\":\"body\",\"shape\":[3,1]},"
            + "{\"name\":\"head.bias\",\"shape\":[1]}]";

    TrainedUpdate update =
        trainer("layout", layout).train(new RoundInputs(round(null), null, List.of()));

    assertThat(update.payload()).hasSize(16);
  }

  @Test
  void shouldRefuseTheUpdate_whenANumberIsNone() {
    assertThatThrownBy(() -> trainer("nan").train(new RoundInputs(round(null), null, List.of())))
        .isInstanceOf(TrainerFailedException.class)
        .hasMessageContainingAll("head.bias", "NaN", "finite");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'loss': 0.5} | training_samples",
        "{'training_samples': 1.5} | whole number",
        "{'training_samples': 0} | whole number",
        "{'training_samples': 3, 'loss': NaN} | loss NaN",
        "{'training_samples': 3, 'loss': '0.5'} | finite number",
        "{'training_samples': 3, 'a b': 1} | a b",
        "[3] | JSON object",
        "{'training_samples': | no JSON",
      })
  void shouldSayWhatIsWrong_whenTheMetricsAre(String metrics, String words) {
    assertThatThrownBy(
            () ->
                trainer("bad-metrics", metrics.replace('\'', '"'))
                    .train(new RoundInputs(round(null), null, List.of())))
        .isInstanceOf(TrainerFailedException.class)
        .hasMessageContainingAll("metrics.json", words);
  }

  @Test
  void shouldKillTheCommand_whenItsTimeIsUp() {
    CommandTrainer trainer =
        trainer(Duration.ofMillis(700), "hang", folder.resolve("sign").toString());

    assertThatThrownBy(() -> trainer.train(new RoundInputs(round(null), null, List.of())))
        .isInstanceOf(TrainerFailedException.class)
        .hasMessageContainingAll("700 ms", "FL_TRAINER_TIMEOUT");
    await()
        .atMost(Duration.ofSeconds(10))
        .until(() -> ProcessHandle.current().children().noneMatch(ProcessHandle::isAlive));
  }

  @Test
  void shouldKillTheCommand_whenTheRoundsRestIsOver() {
    CommandTrainer trainer = trainer("hang", folder.resolve("sign").toString());
    RoundInputs late = new RoundInputs(round(null), null, List.of(), Duration.ofMillis(600));

    assertThatThrownBy(() -> trainer.train(late))
        .isInstanceOf(TrainerFailedException.class)
        .hasMessageContainingAll("600 ms", "the round's deadline");
  }

  @ParameterizedTest
  @ValueSource(strings = {"leave", "orphan"})
  @EnabledOnOs(OS.LINUX)
  void shouldLeaveNobodyBehind_whenTheCommandEndsWell(String behaviour) throws Exception {
    Path child = folder.resolve("child.pid");

    TrainedUpdate update =
        trainer(behaviour, child.toString()).train(new RoundInputs(round(null), null, List.of()));

    assertThat(update.samples()).isEqualTo(5);
    long pid = Long.parseLong(Files.readString(child).trim());
    await().atMost(Duration.ofSeconds(5)).until(() -> !alive(pid));
  }

  @Test
  void shouldKillTheCommandAndItsChildren_whenTheAgentEnds() throws Exception {
    Path sign = folder.resolve("sign");
    CommandTrainer trainer = trainer("hang", sign.toString());
    AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    Thread training =
        new Thread(
            () -> {
              try {
                trainer.train(new RoundInputs(round(null), null, List.of()));
              } catch (RuntimeException e) {
                failure.set(e);
              }
            });
    training.start();
    await().atMost(Duration.ofSeconds(30)).until(() -> Files.exists(sign));
    long child = Long.parseLong(Files.readString(Path.of(sign + ".pid")));

    training.interrupt();
    training.join(10_000);

    assertThat(failure.get())
        .isInstanceOf(TrainerFailedException.class)
        .hasMessageContaining("its round is over or the agent ends");
    await().atMost(Duration.ofSeconds(10)).until(() -> !alive(child));
  }

  @Test
  void shouldHandOnNoSecret_whenTheCommandLooksAtItsEnvironment() {
    trainer("environment").train(new RoundInputs(round(null), null, List.of()));

    assertThat(lines()).contains("has PATH");
    assertThat(lines())
        .filteredOn(line -> line.startsWith("has "))
        .allMatch(
            line ->
                line.matches(
                    "has (PATH|HOME|USER|LANG|LC_.*|TZ|TMPDIR|JAVA_HOME|FEDLOG_TRAINER_RUN|PY.*"
                        + "|VIRTUAL_ENV|LD_LIBRARY_PATH|OMP_NUM_THREADS|MKL_NUM_THREADS|__CF.*|PWD|SHLVL|_)"));
  }

  @Test
  void shouldBoundTheLog_whenTheCommandTalksMuch() {
    trainer("talk").train(new RoundInputs(round(null), null, List.of()));

    // 3,001 lines; the first has 5,000 x and the five characters of a colour.
    assertThat(lines()).hasSize(1001);
    assertThat(lines().get(0)).startsWith("xxx").hasSizeLessThan(2100).contains("3005 more");
    assertThat(lines().get(1)).isEqualTo("line 0");
    assertThat(lines().get(1000)).isEqualTo("(2001 more lines are left out)");
  }

  @Test
  void shouldSayHowToGoOn_whenTheCommandIsNotThere() {
    CommandTrainer trainer =
        trainer(
            new TrainerSettings(
                List.of(folder.resolve("nothing").toString()),
                Duration.ofSeconds(9),
                false,
                Set.of()));

    assertThatThrownBy(() -> trainer.train(new RoundInputs(round(null), null, List.of())))
        .isInstanceOf(TrainerFailedException.class)
        .hasMessageContaining("FL_TRAINER_COMMAND");
  }

  @Test
  void shouldMeasureAVersion_whenTheCommandDoesThatToo() {
    Model model = model(0.5f, 1, 2, 3);
    TrainerSettings settings =
        new TrainerSettings(TrainerMain.command("evaluate"), Duration.ofMinutes(1), true, Set.of());

    Optional<Evaluated> figures = trainer(settings).evaluate(model, List.of(), null);

    assertThat(figures.orElseThrow().samples()).isEqualTo(4);
    assertThat(figures.orElseThrow().metrics()).isEqualTo(Map.of("loss", 0.5));
    assertThat(trainer("evaluate").evaluate(model, List.of(), null))
        .as("without FL_TRAINER_EVALUATES")
        .isEmpty();
  }

  @Test
  void shouldRefuseTheRound_whenItsLayoutIsNotItsUpdate() {
    RoundDefinition torn = RoundDefinition.newBuilder(round(null)).setUpdateBytes(20).build();

    assertThatThrownBy(() -> trainer("add").train(new RoundInputs(torn, null, List.of())))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll("p-0007", "16", "20");
  }

  @Test
  void shouldLeavePreparationToTheBuiltInTrainer_whenAPlanAsksForIt() {
    FakeTrainer builtIn = new FakeTrainer();
    CommandTrainer trainer =
        new CommandTrainer(
            new TrainerCommand(
                settings(Duration.ofSeconds(9), "fail"),
                new CommandStore("Store 7", folder, null, List.of())),
            () -> builtIn);

    trainer.train(
        new RoundInputs(
            Rounds.builder("p-0001", 4).setModelType("sales_forecast.moments").build(),
            null,
            List.of()));

    assertThat(builtIn.trained).hasValue(1);
  }

  private static boolean alive(long pid) {
    // Who has ended and is not yet buried runs no command.
    return ProcessHandle.of(pid).flatMap(each -> each.info().command()).isPresent();
  }

  private List<String> lines() {
    return log.list.stream()
        .filter(event -> event.getMessage().startsWith("The trainer says"))
        .map(event -> String.valueOf(event.getArgumentArray()[2]))
        .toList();
  }

  private List<Path> runs() {
    Path runs = folder.resolve("runs");
    if (!Files.exists(runs)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(runs)) {
      return files.toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private CommandTrainer trainer(String... behaviour) {
    return trainer(Duration.ofMinutes(5), behaviour);
  }

  private CommandTrainer trainer(Duration limit, String... behaviour) {
    return trainer(settings(limit, behaviour));
  }

  private static TrainerSettings settings(Duration limit, String... behaviour) {
    return new TrainerSettings(TrainerMain.command(behaviour), limit, false, Set.of());
  }

  private CommandTrainer trainer(TrainerSettings settings) {
    return new CommandTrainer(
        new TrainerCommand(
            settings,
            new CommandStore(
                "Store 7", folder.resolve("runs"), folder.resolve("images"), List.of())),
        () -> {
          throw new AssertionError("no preparation is asked for");
        });
  }

  private static RoundDefinition round(@Nullable Model base) {
    return Rounds.builder("p-0007", 4)
        .setModelType("shelf_vision")
        .setRoundNumber(7)
        .setBase(base == null ? null : base.reference())
        .setLayout(LAYOUT)
        .setTrainingConfig(Map.of("epochs", "2", "mu", "0.1"))
        .build();
  }

  private static Model model(float... values) {
    ByteBuffer bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values);
    ModelManifest manifest =
        ModelManifest.newBuilder(Rounds.model(6, "p-0006", 0).manifest())
            .setModelType("shelf_vision")
            .setLayout(LAYOUT)
            .setSha256(TreeHash.hex(TreeHash.of(bytes.array())))
            .build();
    return Model.of(manifest, bytes.array());
  }

  private static float[] floats(byte[] payload) {
    float[] values = new float[payload.length / 4];
    ByteBuffer.wrap(payload).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(values);
    return values;
  }
}
