package io.fedlog.standalone.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fedlog.schemas.PrivacyRecord;
import io.fedlog.standalone.cli.CommandRun;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the commands say without a broker. */
class MetricsCommandTest {
  @TempDir Path folder;

  @Test
  void shouldShowViewsAndColumns() throws Exception {
    CommandRun views = CommandRun.of("metrics", "tables");
    assertThat(views.status()).isZero();
    assertThat(views.out()).contains("rounds", "training_metrics", "a row a window");

    CommandRun columns = CommandRun.of("metrics", "tables", "--output", "json", "Refusals");
    JsonNode rows = new ObjectMapper().readTree(columns.out());
    assertThat(rows.get(3).path("column").asText()).isEqualTo("reason");
    assertThat(CommandRun.of("metrics", "tables", "rounds").out())
        .contains("When the round was over.")
        .doesNotContain("1970");

    CommandRun none = CommandRun.of("metrics", "tables", "round");
    assertThat(none.status()).isEqualTo(2);
    assertThat(none.err()).contains("there is no view round; expected one of rounds, stores");
  }

  @Test
  void shouldSayWhatCannotBeUsed_beforeItConnects() {
    assertUnusable("none of parquet, csv, json", "export", "--format", "xml", "--out", "x");
    assertUnusable(
        "none of rounds, stores, privacy",
        "export",
        "--topic",
        "audit",
        "--format",
        "csv",
        "--out",
        "x");
    assertUnusable("Missing required option", "export", "--format", "csv");
    assertUnusable(
        "which is a folder",
        "export",
        "--format",
        "csv",
        "--topic",
        "rounds",
        "--out",
        folder.toString());
    assertUnusable(
        "cannot be written",
        "export",
        "--format",
        "csv",
        "--topic",
        "rounds",
        "--out",
        folder.resolve("none").resolve("x.csv").toString());
    assertUnusable("is no moment", "watch", "--since", "yesterday");
    assertUnusable("expected 1 or more", "watch", "--count", "0");
    assertUnusable("none of table, json, csv", "sql", "--output", "xml", "select 1");
    assertUnusable("Say what to do: export, watch, sql or tables");
  }

  private static void assertUnusable(String sentence, String... arguments) {
    String[] all = new String[arguments.length + 1];
    all[0] = "metrics";
    System.arraycopy(arguments, 0, all, 1, arguments.length);
    CommandRun run = CommandRun.of(all);
    assertThat(run.err()).contains(sentence);
    assertThat(run.status()).isEqualTo(2);
  }

  @Test
  void shouldTellAFactInALine() {
    assertThat(FactLine.text(Facts.round("sales-0001", 1, 0.5, 3)))
        .isEqualTo(
            "2026-11-20T08:31:03Z  round   sales-0001  sales_forecast v2  completed, 2 of 2 stores,"
                + " loss 0.5, collected in 2.0 s, made in 0.2 s, 84 bytes came");
    assertThat(FactLine.text(Facts.metric("north", "evaluate", "rmse", 4.123456, 0)))
        .isEqualTo(
            "2026-11-20T08:32:05Z  store   north  sales-0002  sales_forecast v3  evaluate rmse"
                + " 4.123 (230 rows)");
    assertThat(FactLine.text(new PrivacyRecord(Facts.charge())))
        .isEqualTo(
            "2026-11-20T08:30:00Z  privacy sales-0002  sales_forecast  epsilon 0.5 at delta 0.00001"
                + " on 2 stores");
    assertThat(FactLine.text(new PrivacyRecord(Facts.account())))
        .endsWith("sales_forecast  epsilon 0.5 of 4 at delta 0.00001");
  }

  @Test
  void shouldMoveNobodysTerminal_whenAStoreTakesAHostileName() {
    String line =
        FactLine.text(Facts.metric("a\u009b2J\u202eb\u2028c\n", "evaluate", "loss", 1e300, 0));

    assertThat(line).contains("a?2J?b?c?").contains("loss 1E+300 ");
  }

  @Test
  void shouldBeWholeAndOneLine_whenProgramsRead() throws Exception {
    String json = FactLine.json(Facts.round("sales-0001", 1, 0.5, 3));

    assertThat(json).doesNotContain("\n");
    JsonNode fact = new ObjectMapper().readTree(json);
    assertThat(fact.path("fact").asText()).isEqualTo("rounds");
    assertThat(fact.path("training_metrics").path("loss").asDouble()).isEqualTo(0.5);
    assertThat(fact.path("ended_at").asText()).isEqualTo("2026-11-20T08:31:03.123Z");
    assertThat(fact).hasSize(1 + FactTable.ROUNDS.columns().size());
  }

  @Test
  void shouldReadOnlyTheTopicsThatAQueryNames() {
    assertThat(FactSource.ROUNDS.isIn("select * from Refusals")).isTrue();
    assertThat(FactSource.STORES.isIn("select * from windows")).isTrue();
    assertThat(FactSource.PRIVACY.isIn("select * from budgets")).isTrue();
    assertThat(FactSource.STORES.isIn("select * from rounds")).isFalse();
  }

  /** Whoever asks for help does not pay for a database. */
  @Test
  void shouldLoadNoDatabase_untilItIsUsed() throws Exception {
    Process help =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xlog:class+load:file=" + folder.resolve("loaded.txt"),
                "-cp",
                System.getProperty("java.class.path"),
                "io.fedlog.standalone.FedlogMain",
                "metrics",
                "--help")
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("help.txt").toFile())
            .start();
    assertThat(help.waitFor()).isZero();

    assertThat(folder.resolve("help.txt")).content().contains("export", "watch", "sql", "tables");
    assertThat(folder.resolve("loaded.txt"))
        .content()
        .contains("io.fedlog.standalone.metrics.SqlCommand")
        .doesNotContain("org.duckdb");
  }
}
