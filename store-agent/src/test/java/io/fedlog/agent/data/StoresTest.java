package io.fedlog.agent.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fedlog.learning.features.Column;
import io.fedlog.learning.features.ColumnKind;
import io.fedlog.learning.features.Vocabulary;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoresTest {
  private static DataOptions options(String... keysAndValues) {
    Map<String, String> flags = new TreeMap<>(Map.of("store_column", "s", "target", "y"));
    for (int i = 0; i < keysAndValues.length; i += 2) {
      flags.put(keysAndValues[i], keysAndValues[i + 1]);
    }
    return DataOptions.of(flags);
  }

  private static CsvFile file(String header, int rows, String rest) {
    return CsvFile.parse(
        "f.csv",
        header
            + "\n"
            + IntStream.range(0, rows)
                .mapToObj(i -> (i % 2 == 0 ? "a" : "b") + "," + i + "," + rest)
                .collect(Collectors.joining("\n")));
  }

  @Test
  void shouldHashTheLineAsWritten_whenFieldsAreQuoted() {
    CsvFile file = CsvFile.parse("f.csv", "s,y\r\n\"X, Y\",1\r\n\r\nb,2\r\n");

    // printf '"X, Y",1' | sha256sum
    assertThat(file.rows().get(0).hash())
        .isEqualTo("1f7e998c239272133fa562e597651a3e663265e857a277096a39a78bae2dc05e");
    assertThat(file.rows().get(0).fields()).containsExactly("X, Y", "1");
    // printf 'b,2' | sha256sum
    assertThat(file.rows().get(1).hash())
        .isEqualTo("4f05d57ccd5ca342e782e57dd91f606508501bd827a1cfb38e41d8627171651a");
    assertThat(file.rows().get(1).line()).isEqualTo(4);
  }

  @Test
  void shouldHashAllLines_whenFieldHoldsLineBreak() {
    CsvFile file = CsvFile.parse("f.csv", "s,y\n\"X\nY\",1\nb,2\n");

    // printf '"X\nY",1' | sha256sum
    assertThat(file.rows().get(0).hash())
        .isEqualTo("93b8a43453952cd5e9108c841b93093b2e35cc4ba5ecb9535b1c3c6c1f05144c");
    assertThat(file.rows().get(1).hash())
        .isEqualTo("4f05d57ccd5ca342e782e57dd91f606508501bd827a1cfb38e41d8627171651a");
  }

  @Test
  void shouldHashTheBreakAsWritten_whenFileHasCarriageReturns() {
    CsvFile file = CsvFile.parse("f.csv", "s,y\r\n\"X\r\nY\",1\r\nb,2");

    // printf '"X\r\nY",1' | sha256sum
    assertThat(file.rows().get(0).hash())
        .isEqualTo("a475d68886f1e52403c5bd185903f44ace69258b96068026d0077d231688bfea");
    assertThat(file.rows().get(1).hash())
        .isEqualTo("4f05d57ccd5ca342e782e57dd91f606508501bd827a1cfb38e41d8627171651a");
  }

  @Test
  void shouldSetNamesAside_whenTheyHardlyEverRepeat() {
    String rows =
        IntStream.range(0, 60)
            .mapToObj(i -> "a," + i + ",n" + Math.min(i, 58) + ",c" + i % 17)
            .collect(Collectors.joining("\n"));
    CsvFile file = CsvFile.parse("f.csv", "s,y,name,city\n" + rows + "\nb,1,n,c\nb,2,n,c\n");
    StoreData store = Stores.divide(file, options()).get("a");

    assertThat(store.seenColumns().stream().filter(c -> c.kind() == ColumnKind.IDENTIFIER))
        .extracting(Column::name)
        .containsExactly("name");
  }

  @Test
  void shouldHaveOneFingerprint_whenTrainingRowsAreTheSame() {
    String rows = "b,3,1\na,1,1\na,2,1\na,3,1\na,4,1\n";
    String turned = "a,4,1\na,3,1\nb,3,1\na,2,1\na,1,1\n";
    String fewer = "b,3,1\na,1,1\na,2,1\na,3,1\n";

    // Of store a's rows "a,2,1" is a test row. Of the others:
    // for r in a,1,1 a,3,1 a,4,1; do printf %s $r | sha256sum | cut -c1-64; done | sort, its lines
    // joined by LF | sha256sum
    assertThat(fingerprint(rows))
        .isEqualTo("f9b67e0aa62605ced9796d9ee81ffb929288b09ea6b675950be0a49308ebbacf");
    assertThat(fingerprint(turned)).isEqualTo(fingerprint(rows));
    assertThat(fingerprint(fewer)).isNotEqualTo(fingerprint(rows));
  }

  private static String fingerprint(String rows) {
    CsvFile file = CsvFile.parse("f.csv", "s,y,x\n" + rows);
    return Stores.divide(file, options()).get("a").rowsDigest();
  }

  @Test
  void shouldReadTheSame_whenFileIsGzip(@TempDir Path folder) throws IOException {
    String text = "s,y,x\na,1,2\nb,3,4\n";
    Path plain = Files.writeString(folder.resolve("f.csv"), text);
    Path packed = folder.resolve("f.csv.gz");
    try (GZIPOutputStream out = new GZIPOutputStream(Files.newOutputStream(packed))) {
      out.write(text.getBytes(StandardCharsets.UTF_8));
    }

    assertThat(CsvFile.read(packed).rows()).isEqualTo(CsvFile.read(plain).rows());
  }

  @Test
  void shouldKeepSmallestHashes_whenTrainingRowsAreLimited() {
    CsvFile file = file("s,y,x", 200, "1");

    SortedMap<String, StoreData> all = Stores.divide(file, options());
    SortedMap<String, StoreData> few = Stores.divide(file, options("train_rows", "7"));

    List<Double> smallest =
        file.rows().stream()
            .filter(r -> r.fields().get(0).equals("a") && !RowHash.isTestRow(r.hash()))
            .sorted((p, q) -> p.hash().compareTo(q.hash()))
            .limit(7)
            .map(r -> Double.valueOf(r.fields().get(1)))
            .toList();
    assertThat(Arrays.stream(few.get("a").targets(true)).boxed().toList()).isEqualTo(smallest);
    assertThat(few.get("a").targets(false)).isEqualTo(all.get("a").targets(false));
    assertThat(all.get("a").trainingRows() + all.get("a").evaluationRows()).isEqualTo(100);
  }

  @Test
  void shouldJoinNames_whenStoreHasTwoColumns() {
    CsvFile file = CsvFile.parse("f.csv", "s,t,y,x\na,1,1,1\na,2,1,1\na,2,1,3\na,1,1,4\n");

    assertThat(Stores.divide(file, options("store_column", "s,t")))
        .containsOnlyKeys("a / 1", "a / 2");
  }

  @Test
  void shouldInferKinds_whenNothingIsStated() {
    CsvFile file =
        CsvFile.parse(
            "f.csv",
            "s,y,n,c,d,e,code\n"
                + IntStream.range(0, 60)
                    .mapToObj(
                        i ->
                            "ab".charAt(i % 2)
                                + ",1,"
                                + (i == 3 ? "?" : i)
                                + ",k"
                                + i % 3
                                + ",2026-11-"
                                + (10 + i % 20)
                                + ",id"
                                + i
                                + ",7")
                    .collect(Collectors.joining("\n")));
    StoreData store = Stores.divide(file, options("categorical", "code")).get("a");

    assertThat(store.seenColumns().stream().collect(Collectors.toMap(Column::name, Column::kind)))
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                "n", ColumnKind.NUMERIC,
                "c", ColumnKind.CATEGORICAL,
                "d", ColumnKind.DATE,
                "e", ColumnKind.IDENTIFIER,
                "code", ColumnKind.CATEGORICAL,
                "y", ColumnKind.NUMERIC));
  }

  @Test
  void shouldReadCategories_whenChainAgreedOnThem() {
    StoreData store = Stores.divide(file("s,y,x", 40, "5"), options()).get("a");
    Vocabulary agreed = Vocabulary.of(List.of(new Column.Categorical("x", List.of("5", "five"))));

    assertThat(store.featureColumns(agreed, true).get(0).kind()).isEqualTo(ColumnKind.CATEGORICAL);
  }

  @Test
  void shouldMakeLabel_whenTargetIsARule() {
    CsvFile file = file("s,num,x", 40, "1");
    DataOptions options = options("target", "num>=20", "model_type", "churn_prediction");
    StoreData store = Stores.divide(file, options).get("a");

    double positives =
        Arrays.stream(store.targets(true)).sum() + Arrays.stream(store.targets(false)).sum();
    // The even numbers from 20 to 38.
    assertThat(positives).isEqualTo(10);
    assertThat(store.seenColumns().stream().map(Column::name)).containsExactly("x", "num>=20");
  }

  @Test
  void shouldUseAllRows_whenNothingIsPredicted() {
    StoreData store =
        Stores.divide(
                file("s,y,x", 40, "1"),
                options("target", "", "model_type", "customer_segmentation"))
            .get("a");

    assertThat(store.trainingRows()).isEqualTo(20);
    assertThat(store.evaluationRows()).isEqualTo(20);
  }

  @Test
  void shouldNameTheColumnsThereAre_whenOneIsMissing() {
    CsvFile file = file("s,y,x", 4, "1");

    assertThatThrownBy(() -> Stores.divide(file, options("target", "Sales")))
        .hasMessageContaining("no column \"Sales\"")
        .hasMessageContaining("--target")
        .hasMessageContaining("[s, y, x]");
    assertThatThrownBy(() -> Stores.divide(file, options("store_column", "shop")))
        .hasMessageContaining("no column \"shop\" (named by --store-column)");
    assertThatThrownBy(() -> Stores.divide(file, options("log", "price")))
        .hasMessageContaining("named by --log");
  }

  @Test
  void shouldNameLineColumnAndValue_whenNumberCannotBeRead() {
    CsvFile inTarget = CsvFile.parse("f.csv", "s,y,x\na,1,1\nb,two,2\n");
    CsvFile inFeature =
        CsvFile.parse("f.csv", "s,y,x\n" + "a,1,1\n".repeat(60) + "b,1,4\na,1,1l\n" + "b,1,1\n");

    assertThatThrownBy(() -> Stores.divide(inTarget, options()).get("b").targets(true))
        .hasMessage("f.csv, line 3, column y: \"two\" is not a number");
    assertThatThrownBy(
            () -> StoreData.ofFile("all", inFeature, options("train_rows", "0")).seenColumns())
        .hasMessageContaining("f.csv, line 63, column x: \"1l\" is not a number");
  }

  @Test
  void shouldRefuse_whenThereIsOneStoreOnly() {
    CsvFile file = CsvFile.parse("f.csv", "s,y,x\na,1,1\na,2,1\n");

    assertThatThrownBy(() -> Stores.divide(file, options()))
        .hasMessageContaining("one store only (\"a\"");
  }

  @Test
  void shouldRefuse_whenAStoreIsEmptyOrUnnamed() {
    CsvFile unnamed = CsvFile.parse("f.csv", "s,y,x\na,1,1\n ,2,1\n");
    // Of these rows, "t,13,1" alone hashes to a test row.
    CsvFile empty = CsvFile.parse("f.csv", "s,y,x\na,1,1\na,2,1\na,3,1\na,4,1\nt,13,1\n");

    assertThatThrownBy(() -> Stores.divide(unnamed, options()))
        .hasMessageContaining("line 3: column s is empty");
    assertThatThrownBy(() -> Stores.divide(empty, options()))
        .hasMessageContaining("store \"t\" has 1 rows and none of them is a training row");
  }

  @Test
  void shouldRefuse_whenLabelIsNotBinary() {
    CsvFile file = CsvFile.parse("f.csv", "s,y,x\na,yes,1\nb,maybe,1\n");

    assertThatThrownBy(
            () ->
                Stores.divide(file, options("model_type", "churn_prediction"))
                    .get("b")
                    .targets(true))
        .hasMessageContaining("line 3, column y: label \"maybe\" is not binary")
        .hasMessageContaining("--target \"y>0\"");
  }

  @Test
  void shouldRefuse_whenThereIsNoLogarithm() {
    CsvFile file = CsvFile.parse("f.csv", "s,y,x\na,1,0\nb,0,1\n");

    assertThatThrownBy(() -> StoreData.ofFile("a", file, options("log", "x")).seenColumns())
        .hasMessageContaining("column x: \"0\" has no logarithm")
        .hasMessageContaining("--log1p x");
    assertThatThrownBy(
            () -> StoreData.ofFile("a", file, options("log_target", "true")).targets(true))
        .hasMessageContaining("column y: \"0\" has no logarithm");
  }

  @Test
  void shouldRefuse_whenFileIsNotATable(@TempDir Path folder) throws IOException {
    Path binary = Files.write(folder.resolve("b.csv"), new byte[] {'a', (byte) 0xff, '\n'});

    assertThatThrownBy(() -> CsvFile.read(folder.resolve("none.csv")))
        .hasMessageContaining("no file at");
    assertThatThrownBy(() -> CsvFile.read(binary)).hasMessageContaining("is not UTF-8");
    assertThatThrownBy(() -> CsvFile.parse("f.csv", "a,b\n")).hasMessageContaining("no data row");
    assertThatThrownBy(() -> CsvFile.parse("f.csv", "a,b\n1,2,3\n"))
        .hasMessageContaining("f.csv, line 2: 3 fields, expected 2");
    assertThatThrownBy(() -> CsvFile.parse("f.csv", "a,a\n1,2\n"))
        .hasMessageContaining("column \"a\" twice");
  }

  @Test
  void shouldInventTheSameChain_whenSeedIsTheSame() {
    Generator generator = new Generator(5, 20, 1);

    assertThat(generator.csv()).isEqualTo(generator.csv());
    assertThat(Stores.divide(generator.file(), Generator.options())).hasSize(5);
    assertThat(new Generator(5, 20, 2).csv()).isNotEqualTo(generator.csv());
  }
}
