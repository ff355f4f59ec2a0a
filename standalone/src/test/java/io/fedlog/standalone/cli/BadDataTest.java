package io.fedlog.standalone.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that nothing can be learned from; found out before anything is started. */
class BadDataTest {

  private static final int ROWS = 40;

  @TempDir Path folder;

  @Test
  void shouldNameTheColumnsThereAre_whenOneIsMissing() throws Exception {
    assertRefused(
        demo(rows("%s,%d,%d"), "--target", "Revenue"),
        "has no column \"Revenue\" (named by --target); its columns are [store, x, y]");
  }

  @Test
  void shouldNameTheStoreColumn_whenItIsMissing() throws Exception {
    assertRefused(
        CommandRun.of(
            "demo", "--data", file(rows("%s,%d,%d")), "--store-column", "Shop", "--target", "y"),
        "has no column \"Shop\" (named by --store-column)");
  }

  @Test
  void shouldSayWhichFlagIsNeeded_whenNoStoreColumnIsNamed() throws Exception {
    assertRefused(
        CommandRun.of("demo", "--data", file(rows("%s,%d,%d")), "--target", "y"), "--store-column");
  }

  @Test
  void shouldSayWhichFlagIsNeeded_whenNoTargetIsNamed() throws Exception {
    assertRefused(demo(rows("%s,%d,%d")), "name it with --target");
  }

  @Test
  void shouldNameTheLine_whenARowNamesNoStore() throws Exception {
    List<String> rows = rows("%s,%d,%d");
    rows.set(7, ",1,2");

    assertRefused(demo(rows, "--target", "y"), "line 8: column store is empty");
  }

  @Test
  void shouldNameTheStore_whenItHasNoTrainingRow() throws Exception {
    List<String> rows = rows("%s,%d,%d");
    rows.add(heldOut());

    assertRefused(
        demo(rows, "--target", "y"), "store \"lonely\" has 1 rows and none of them is a training");
  }

  @Test
  void shouldNameLineAndColumn_whenTheTargetIsNoNumber() throws Exception {
    List<String> rows = rows("%s,%d,%d");
    rows.set(11, "a,3,dozen");

    assertRefused(demo(rows, "--target", "y"), "line 12, column y: \"dozen\" is not a number");
  }

  @Test
  void shouldNameLineAndColumn_whenAStatedNumberIsNone() throws Exception {
    List<String> rows = rows("%s,%d,%d");
    rows.set(11, "a,few,3");

    assertRefused(demo(rows, "--target", "y", "--numeric", "x"), "line 12", "few");
  }

  @Test
  void shouldSaySo_whenThereIsOneStoreOnly() throws Exception {
    List<String> rows = new ArrayList<>(List.of("store,x,y"));
    for (int i = 0; i < ROWS; i++) {
      rows.add("a," + i + "," + 2 * i);
    }

    assertRefused(
        demo(rows, "--target", "y"), "one store only", "federated learning needs at least two");
  }

  @Test
  void shouldSaySo_whenTheTargetIsConstant() throws Exception {
    assertRefused(demo(rows("%s,%d,5"), "--target", "y"), "target y is constant (5");
  }

  @Test
  void shouldSaySo_whenTheLabelIsNotBinary() throws Exception {
    List<String> rows = rows("%s,%d,yes");
    rows.set(5, "b,4,perhaps");

    assertRefused(
        demo(rows, "--model", "churn_prediction", "--target", "y"),
        "line 6, column y: label \"perhaps\" is not binary, expected 0/1");
  }

  @Test
  void shouldSaySo_whenAllLabelsAreTheSame() throws Exception {
    assertRefused(
        demo(rows("%s,%d,yes"), "--model", "churn_prediction", "--target", "y"),
        "target y is constant");
  }

  @Test
  void shouldSaySo_whenThereIsNoFile() {
    assertRefused(
        CommandRun.of("demo", "--data", "no.csv", "--store-column", "store", "--target", "y"),
        "no file at no.csv, expected a CSV or CSV.gz file");
  }

  @Test
  void shouldSaySo_whenMoreStoresAreAskedForThanThereAre() throws Exception {
    assertRefused(
        demo(rows("%s,%d,%d"), "--target", "y", "--stores", "9"), "--stores is 9", "2 stores");
  }

  @Test
  void shouldNameTheTypes_whenTheModelIsUnknown() throws Exception {
    assertRefused(
        demo(rows("%s,%d,%d"), "--target", "y", "--model", "weather"),
        "\"weather\", expected one of [sales_forecast");
  }

  private CommandRun demo(List<String> rows, String... more) throws IOException {
    List<String> arguments =
        new ArrayList<>(List.of("demo", "--data", file(rows), "--store-column", "store"));
    arguments.addAll(List.of(more));
    return CommandRun.of(arguments.toArray(String[]::new));
  }

  private String file(List<String> rows) throws IOException {
    return Files.write(folder.resolve("chain.csv"), rows).toString();
  }

  /** A header and 40 rows of the stores a and b. */
  private static List<String> rows(String form) {
    List<String> rows = new ArrayList<>(List.of("store,x,y"));
    for (int i = 0; i < ROWS; i++) {
      rows.add(form.formatted(i % 2 == 0 ? "a" : "b", i, 3 * i + i % 7));
    }
    return rows;
  }

  /** A held-out row: its SHA-256 starts with 63d37ca1, which is 5 x 334960877. */
  private static String heldOut() {
    return "lonely,7,7";
  }

  private static void assertRefused(CommandRun run, String... said) {
    assertThat(run.err()).contains(said);
    assertThat(run.err().strip().lines()).hasSize(1);
    assertThat(run.status()).isEqualTo(2);
    assertThat(run.out()).isEmpty();
  }
}
