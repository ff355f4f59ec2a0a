package io.fedlog.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.LoggerContext;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fedlog.runtime.LogSettings.LogFormat;
import io.fedlog.runtime.LogSettings.LogLevel;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/** What a role's log reads like where FL_LOG_FORMAT is json. */
class JsonLinesTest {
  private static final Logger LOG = LoggerFactory.getLogger(JsonLinesTest.class);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final PrintStream before = System.err;
  private final ByteArrayOutputStream written = new ByteArrayOutputStream();

  @BeforeEach
  void begin() {
    System.setErr(new PrintStream(written, true, StandardCharsets.UTF_8));
    write(LogLevel.INFO);
  }

  @AfterEach
  void restore() {
    new LogSettings(LogLevel.INFO, LogLevel.ERROR, LogFormat.TEXT).apply("test", null);
    System.setErr(before);
  }

  @Test
  void shouldMakeFieldsOfWhatALineIsAbout_inOrder() throws IOException {
    LOG.info("Round retired roundId={} modelType={} storesHeard={} over={}", "r-1", "m", 7, true);

    JsonNode line = line();
    assertThat(names(line))
        .containsExactly(
            "timestamp",
            "level",
            "logger",
            "thread",
            "role",
            "instance",
            "message",
            "round_id",
            "model_type",
            "stores_heard",
            "over");
    assertThat(line.path("timestamp").asText())
        .matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z");
    assertThat(line.path("level").asText()).isEqualTo("INFO");
    assertThat(line.path("logger").asText()).isEqualTo(JsonLinesTest.class.getName());
    assertThat(line.path("role").asText()).isEqualTo("aggregator");
    assertThat(line.path("instance").asText()).isEqualTo("a-1");
    assertThat(line.path("message").asText()).isEqualTo("Round retired");
    assertThat(line.path("round_id").asText()).isEqualTo("r-1");
    assertThat(line.path("stores_heard").isInt()).isTrue();
    assertThat(line.path("over").isBoolean()).isTrue();
  }

  @Test
  void shouldKeepWhatIsNoPair_inTheMessage() throws IOException {
    LOG.warn("{} roundId={}", "Few stores: 2", "r-2");
    LOG.info("Enrol them and set {}=required.", "FL_SIGNATURES");
    LOG.info("No place for any roundId={} storeId={}", "r-3");

    List<JsonNode> lines = lines();
    assertThat(lines.get(0).path("message").asText()).isEqualTo("Few stores: 2");
    assertThat(lines.get(0).path("round_id").asText()).isEqualTo("r-2");
    assertThat(lines.get(1).path("message").asText())
        .isEqualTo("Enrol them and set FL_SIGNATURES=required.");
    assertThat(lines.get(2).path("round_id").asText()).isEqualTo("r-3");
    assertThat(lines.get(2).has("store_id")).isFalse();
  }

  @Test
  void shouldStayOneObject_whateverTheValuesAre() throws IOException {
    String hostile = "x\",\"role\":\"admin\"}\n{\u2028 storeId={} roundId=r-9 \u0000 \ud800";

    LOG.info("A store refuses storeId={} what={}", hostile, null);

    JsonNode line = line();
    assertThat(line.path("store_id").asText()).startsWith("x\",\"role\":\"admin\"}\n{");
    assertThat(line.path("role").asText()).isEqualTo("aggregator");
    assertThat(line.path("what").isNull()).isTrue();
    assertThat(line.has("round_id")).isFalse();
  }

  @Test
  void shouldNotLetALineTakeTheNamesThatAllLinesHave() throws IOException {
    LOG.info("Named like others role={} message={}", "king", "other");

    assertThat(line().path("role").asText()).isEqualTo("aggregator");
    assertThat(line().path("field_role").asText()).isEqualTo("king");
    assertThat(line().path("field_message").asText()).isEqualTo("other");
  }

  @Test
  void shouldTakePairsAndContext_whereALineHasThem() throws IOException {
    try (MDC.MDCCloseable unused = MDC.putCloseable("plan_id", "p")) {
      LOG.atInfo().addKeyValue("round_id", "r").log("With pairs");
    }

    assertThat(line().path("round_id").asText()).isEqualTo("r");
    assertThat(line().path("plan_id").asText()).isEqualTo("p");
  }

  @Test
  void shouldAddTheStackTrace_atDebugOnly() throws IOException {
    Exception thrown = new IllegalStateException("round failed", new Exception("disk full"));

    LOG.warn("It failed roundId={}", "r", thrown);
    write(LogLevel.DEBUG);
    LOG.warn("It failed roundId={}", "r", thrown);

    List<JsonNode> lines = lines();
    assertThat(lines.get(0).path("error").asText())
        .isEqualTo("IllegalStateException: round failed; because of Exception: disk full");
    assertThat(lines.get(0).has("stack_trace")).isFalse();
    assertThat(lines.get(1).path("stack_trace").asText())
        .contains("at io.fedlog.runtime.JsonLinesTest");
  }

  @Test
  void shouldWriteTheLastSentenceSoToo() throws IOException {
    ByteArrayOutputStream said = new ByteArrayOutputStream();

    ExitStatus status =
        Launch.run(
            "aggregator",
            new PrintStream(said, true, StandardCharsets.UTF_8),
            () -> {
              throw new IllegalArgumentException("FL_PARTITIONS is 0");
            });

    assertThat(status).isEqualTo(ExitStatus.USAGE);
    JsonNode line = JSON.readTree(said.toString(StandardCharsets.UTF_8));
    assertThat(line.path("message").asText()).isEqualTo("aggregator: FL_PARTITIONS is 0");
    assertThat(line.path("level").asText()).isEqualTo("ERROR");
  }

  @Test
  void shouldWriteTextAgain_whenToldSo() {
    new LogSettings(LogLevel.INFO, LogLevel.ERROR, LogFormat.TEXT).apply("aggregator", null);

    LOG.info("Round retired roundId={}", "r-1");

    assertThat(written.toString(StandardCharsets.UTF_8))
        .containsPattern(
            "\\d\\d:\\d\\d:\\d\\d\\.\\d{3} INFO  JsonLinesTest: Round retired roundId=r-1");
    assertThat(LogSettings.lastLine("done")).isEqualTo("done");
  }

  private static void write(LogLevel level) {
    new LogSettings(level, LogLevel.ERROR, LogFormat.JSON).apply("aggregator", "a-1");
  }

  private JsonNode line() throws IOException {
    return lines().get(0);
  }

  private List<JsonNode> lines() throws IOException {
    assertThat(LoggerFactory.getILoggerFactory()).isInstanceOf(LoggerContext.class);
    List<JsonNode> lines = new ArrayList<>();
    for (String line : written.toString(StandardCharsets.UTF_8).split("\n")) {
      lines.add(JSON.readTree(line));
    }
    return lines;
  }

  private static List<String> names(JsonNode line) {
    List<String> names = new ArrayList<>();
    Iterator<String> all = line.fieldNames();
    all.forEachRemaining(names::add);
    return names;
  }
}
