package io.fedlog.standalone.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fedlog.schemas.StoreMetric;
import io.fedlog.standalone.terminal.UnusableException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.TimeZone;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Facts in the embedded database, from memory. */
class FactBaseTest {
  private static FactBase facts;

  @TempDir Path folder;

  @BeforeAll
  static void load() {
    facts = Facts.loaded();
  }

  @AfterAll
  static void close() {
    facts.close();
  }

  @Test
  void shouldHaveEachFactOnce_whenItWasWrittenAgain() throws IOException {
    assertThat(csv("SELECT round_id, attempts_received FROM rounds ORDER BY 1"))
        .containsExactly(
            "round_id,attempts_received", "sales-0001,2", "sales-0002,3", "sales-0003,3");
    assertThat(csv("SELECT count(*) AS n FROM log.rounds")).containsExactly("n", "4");
    assertThat(
            csv("SELECT metric_value FROM stores WHERE store_id = 'north' AND phase = 'evaluate'"))
        .containsExactly("metric_value", "4.0");
  }

  @Test
  void shouldHaveARowAReason() throws IOException {
    assertThat(csv("SELECT round_id, reason, attempts FROM refusals ORDER BY reason"))
        .containsExactly(
            "round_id,reason,attempts", "sales-0003,bad_weight,1", "sales-0003,wrong_base,1");
  }

  @Test
  void shouldHaveARowAMetric() throws IOException {
    assertThat(
            csv(
                "SELECT round_number, metric_name, metric_value FROM training_metrics"
                    + " ORDER BY 1, 2"))
        .containsExactly(
            "round_number,metric_name,metric_value",
            "1,loss,0.5",
            "1,rmse,2.0",
            "2,loss,0.25",
            "2,rmse,1.0");
  }

  @Test
  void shouldHaveARowAWindow() throws IOException {
    assertThat(csv("SELECT * EXCLUDE (model_type) FROM windows"))
        .containsExactly(
            "round_id,window_number,model_version,updates,samples,staleness_mean_windows,staleness_max_windows,made_at",
            "sales-0002,1,3,2,460,0.5,1.0,2026-11-20T08:32:05.123Z");
  }

  @Test
  void shouldFlattenBudgetsAndNameStores() throws IOException {
    assertThat(csv("SELECT model_type, budget_epsilon, budget_delta, epsilon FROM budgets"))
        .containsExactly(
            "model_type,budget_epsilon,budget_delta,epsilon", "sales_forecast,4.0,1.0E-5,0.5");
    assertThat(csv("SELECT mode, store_ids FROM privacy"))
        .containsExactly("mode,store_ids", "CENTRAL,\"[\"\"market\"\",\"\"north\"\"]\"");
  }

  @Test
  void shouldTellTimesInUtc_whereverTheMachineIs() throws IOException {
    TimeZone before = TimeZone.getDefault();
    TimeZone.setDefault(TimeZone.getTimeZone("Pacific/Auckland"));
    try {
      assertThat(csv("SELECT ended_at, ended_at::VARCHAR AS text FROM rounds LIMIT 1"))
          .containsExactly("ended_at,text", "2026-11-20T08:31:03.123Z,2026-11-20 08:31:03.123");
      assertThat(csv("SELECT ended_at::TIMESTAMPTZ AS zoned FROM rounds LIMIT 1"))
          .containsExactly("zoned", "2026-11-20T08:31:03.123Z");
    } finally {
      TimeZone.setDefault(before);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "select * from read_csv('/etc/passwd')",
        "select * from '/etc/passwd.parquet'",
        "select content from read_text('/etc/passwd')",
        "select * from glob('/*')",
        "copy rounds to 'stolen.csv'",
        "attach 'other.db'",
        "export database 'all'",
        "load httpfs",
        "install httpfs"
      })
  void shouldTouchNoFiles_unlessAsked(String sql) {
    try (FactBase shut = FactBase.open()) {
      shut.shutFiles();
      assertThatThrownBy(() -> run(shut, sql))
          .isInstanceOf(UnusableException.class)
          .hasMessageStartingWith("the query cannot be run: ")
          .hasMessageEndingWith("unless --allow-files is given.")
          .hasMessageNotContaining("\n");
      assertThatThrownBy(() -> run(shut, "set enable_external_access = true"))
          .isInstanceOf(UnusableException.class);
    }
    assertThat(Path.of("stolen.csv")).doesNotExist();
  }

  @Test
  void shouldSayWhatIsWrong_inASentence() {
    assertThatThrownBy(() -> csv("select los from rounds"))
        .hasMessageContaining("Referenced column \"los\" not found")
        .hasMessageContaining("Candidate bindings")
        .hasMessageNotContaining("LINE");
    assertThatThrownBy(() -> csv("select * from round"))
        .hasMessageContaining("Did you mean \"rounds\"?")
        .hasMessageEndingWith("See fedlog metrics tables.");
    assertThatThrownBy(() -> csv("selec 1")).hasMessageContaining("syntax error at or near");
  }

  @Test
  void shouldWriteCsvAsTheRfcSays_whenATextHasQuotesAndLines() throws IOException {
    StringWriter out = new StringWriter();
    facts.query("SELECT reason, plan_id FROM rounds WHERE status = 'failed'", RowWriter.csv(out));

    assertThat(out.toString())
        .isEqualTo(
            "reason,plan_id\r\n"
                + "\"deadline passed: 1 of 2, \"\"market\"\" is missing,\n"
                + "and north came twice\",sales\r\n");
  }

  @Test
  void shouldGoOn_whenAStoreClaimsATimeThatNobodyCanHold() throws IOException {
    try (FactBase base = FactBase.open()) {
      StoreMetric honest = Facts.metric("north", "evaluate", "rmse", 1, 0);
      long offset = 0;
      for (Instant time : List.of(Instant.ofEpochMilli(Long.MAX_VALUE), Instant.MIN, Instant.MAX)) {
        StoreMetric hostile =
            StoreMetric.newBuilder(honest).setStoreId("evil-" + offset).setMeasuredAt(time).build();
        FactSource.STORES.add(hostile, 0, offset++, 1_000, base);
      }
      FactSource.STORES.add(honest, 0, offset, 1_000, base);
      base.loaded();

      assertThat(run(base, "SELECT store_id, measured_at FROM stores ORDER BY 1"))
          .containsExactly(
              "store_id,measured_at",
              "evil-0,",
              "evil-1,",
              "evil-2,",
              "north,2026-11-20T08:32:05.123Z");
      assertThat(run(base, "SELECT count(*) AS n FROM windows")).containsExactly("n", "0");
    }
  }

  /** A program wants the name that it was; docs/analysts.md warns who opens it in a spreadsheet. */
  @Test
  void shouldWriteTextAsItIs_whenItLooksLikeAFormula() throws IOException {
    StringWriter out = new StringWriter();
    facts.query("SELECT '=1+1' AS name", RowWriter.csv(out));

    assertThat(out).hasToString("name\r\n=1+1\r\n");
  }

  @Test
  void shouldWriteWhatProgramsRead_whenJsonIsAsked() throws IOException {
    StringWriter out = new StringWriter();
    facts.query(FactView.ROUNDS.all(), RowWriter.jsonArray(out));

    JsonNode rows = new ObjectMapper().readTree(out.toString());
    assertThat(rows).hasSize(3);
    assertThat(rows.get(0).path("training_metrics").path("loss").asDouble()).isEqualTo(0.5);
    assertThat(rows.get(0).path("ended_at").asText()).isEqualTo("2026-11-20T08:31:03.123Z");
    assertThat(rows.get(2).path("training_loss").isNull()).isTrue();
    assertThat(rows.get(2).path("attempts_rejected_by_reason").path("wrong_base").asLong())
        .isEqualTo(1);
    out.getBuffer().setLength(0);
    facts.query("SELECT 1 AS a WHERE false", RowWriter.jsonArray(out));
    assertThat(out).hasToString("[]\n");
  }

  @Test
  void shouldShowFewDigitsAndNamesAsTheyAre_whenATableIsAsked() throws IOException {
    StringWriter out = new StringWriter();
    facts.query(
        "SELECT round_id, 1 / 3 AS a_third, training_metrics FROM rounds ORDER BY 1 LIMIT 1",
        RowWriter.table(new PrintWriter(out)));

    assertThat(out.toString().lines())
        .containsExactly(
            "round_id     a_third  training_metrics",
            "sales-0001  0.333333  {\"loss\":0.5,\"rmse\":2.0}");
  }

  @Test
  void shouldMoveNobodysTerminal_whenAPivotMakesNamesOfData() throws IOException {
    StringWriter out = new StringWriter();
    facts.query(
        "SELECT * FROM (PIVOT (SELECT chr(155) || 'x' AS name, chr(8238) || 'y' AS value)"
            + " ON name USING first(value))",
        RowWriter.table(new PrintWriter(out)));

    assertThat(out.toString().lines()).containsExactly("?x", "?y");
  }

  @ParameterizedTest
  @EnumSource(FactView.class)
  void shouldGiveParquetBack_asItWas(FactView view) throws IOException {
    Path file = folder.resolve("it's.parquet");
    ExportFile.write(facts, view, ExportFormat.PARQUET, file);

    String read = "SELECT * FROM '" + file.toString().replace("'", "''") + "'";
    assertThat(csv(read)).isEqualTo(csv(view.all()));
    assertThat(csv("SELECT column_type FROM (DESCRIBE " + read + ")"))
        .containsExactlyElementsOf(
            Stream.concat(
                    Stream.of("column_type"),
                    view.columns().stream()
                        .map(column -> column.type())
                        .map(type -> type.contains(",") ? '"' + type + '"' : type))
                .toList());
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).containsExactly(file);
    }
  }

  @Test
  void shouldLeaveNothingBehind() throws IOException {
    Path temporary = Path.of(System.getProperty("java.io.tmpdir"));
    List<Path> before = factFolders(temporary);
    FactBase.open().close();
    assertThat(factFolders(temporary)).isEqualTo(before);
  }

  private static List<Path> factFolders(Path temporary) throws IOException {
    try (Stream<Path> files = Files.list(temporary)) {
      return files
          .filter(file -> file.getFileName().toString().startsWith("fedlog-metrics"))
          .sorted()
          .toList();
    }
  }

  private static List<String> csv(String sql) throws IOException {
    return run(facts, sql);
  }

  private static List<String> run(FactBase base, String sql) throws IOException {
    StringWriter out = new StringWriter();
    base.query(sql, RowWriter.csv(out));
    return out.toString().lines().toList();
  }
}
