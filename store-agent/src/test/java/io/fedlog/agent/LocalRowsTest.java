package io.fedlog.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.fedlog.agent.data.DataException;
import io.fedlog.runtime.ExitStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalRowsTest {

  private static final Map<String, String> CONFIG =
      Map.of("model_type", "sales_forecast", "target", "y", "store_column", "shop,town");

  @TempDir private Path folder;
  private Path file = Path.of("unset");

  @BeforeEach
  void writeFile() throws IOException {
    StringBuilder csv = new StringBuilder("shop,town,x,y\n");
    for (int i = 0; i < 40; i++) {
      csv.append(i % 2 == 0 ? "A" : "B")
          .append(",Ulm,")
          .append(i)
          .append(',')
          .append(2 * i)
          .append('\n');
    }
    file = Files.writeString(folder.resolve("rows.csv"), csv);
  }

  @Test
  void shouldDivideByTheColumns_whenTheFileHoldsAChain() {
    LocalRows rows = LocalRows.divided(file, List.of("shop", "town"), Map.of());

    assertThat(rows.stores()).containsExactly("A / Ulm", "B / Ulm");
    assertThat(rowsOf(rows, "A / Ulm")).isEqualTo(20);
  }

  @Test
  void shouldNeedNoStoreColumn_whenTheFileBelongsToOneStore() throws IOException {
    Path own = Files.writeString(folder.resolve("own.csv"), "x,y\n1,2\n2,4\n3,5\n4,9\n5,9\n");

    LocalRows rows = LocalRows.ofStore("mine", own, Map.of());

    assertThat(rowsOf(rows, "mine")).isEqualTo(5);
  }

  @Test
  void shouldOverruleTheRound_whenTheProcessHasOptionsOfItsOwn() {
    LocalRows rows = LocalRows.divided(file, List.of("shop", "town"), Map.of("train_rows", "3"));

    assertThat(rows.data("A / Ulm", CONFIG).trainingRows()).isEqualTo(3);
  }

  @Test
  void shouldNameTheColumnsThatExist_whenOneIsMissing() {
    assertThatThrownBy(() -> LocalRows.divided(file, List.of("city"), Map.of()))
        .isInstanceOf(DataException.class)
        .hasMessageContainingAll("city", "town");
  }

  @Test
  void shouldNameTheStoresThatExist_whenOneIsMissing() {
    LocalRows rows = LocalRows.divided(file, List.of("shop", "town"), Map.of());

    assertThatThrownBy(() -> rows.data("C", CONFIG))
        .isInstanceOf(DataException.class)
        .hasMessageContainingAll("\"C\"", "A / Ulm");
  }

  @Test
  void shouldRefuseTheFile_whenARowNamesNoStore() throws Exception {
    Path unnamed = Files.writeString(folder.resolve("unnamed.csv"), "shop,y\na,1\n ,2\n");

    Throwable failure = catchThrowable(() -> LocalRows.divided(unnamed, List.of("shop"), Map.of()));

    assertThat(failure).hasMessageContaining("line 3: column shop is empty");
    assertThat(ExitStatus.of(failure)).isEqualTo(ExitStatus.USAGE);
  }

  private static int rowsOf(LocalRows rows, String store) {
    var data = rows.data(store, CONFIG);
    return data.trainingRows() + data.evaluationRows();
  }
}
