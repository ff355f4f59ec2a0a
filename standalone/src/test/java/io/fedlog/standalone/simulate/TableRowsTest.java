package io.fedlog.standalone.simulate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TableRowsTest {
  @TempDir Path folder;

  @Test
  void shouldEncodeRowsAndLabels() throws Exception {
    StringBuilder text = new StringBuilder("age,sex,sick\n");
    for (int i = 0; i < 100; i++) {
      text.append(20 + i).append(i % 2 == 0 ? ",m," : ",f,").append(i % 4).append('\n');
    }
    Path file = Files.writeString(folder.resolve("people.csv"), text);

    LearningTask task = TableRows.read(file, Map.of("target", "sick>0"));

    assertThat(task.training().count() + task.heldOut().count()).isEqualTo(100);
    assertThat(task.heldOut().count()).isBetween(8, 35);
    assertThat(task.training().width()).isEqualTo(3); // age, sex f, sex m
    assertThat(task.training().classes()).isEqualTo(2);
    int[] counts = task.training().countByLabel();
    assertThat(counts[0] + task.heldOut().countByLabel()[0]).isEqualTo(25);
  }

  @Test
  void shouldSayWhatIsMissing() throws Exception {
    Path file = Files.writeString(folder.resolve("two.csv"), "a,b\n1,0\n2,1\n");

    assertThatThrownBy(() -> TableRows.read(file, Map.of())).hasMessageContaining("--target");
    assertThatThrownBy(() -> TableRows.read(file, Map.of("target", "c")))
        .hasMessageContaining("no column \"c\"");
  }
}
