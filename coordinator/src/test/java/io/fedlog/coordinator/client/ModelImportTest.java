package io.fedlog.coordinator.client;

import static io.fedlog.coordinator.LogRecords.NOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fedlog.coordinator.rounds.RoundSpec;
import io.fedlog.schemas.Tensor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelImportTest {

  private static final List<Tensor> LAYOUT = List.of(new Tensor("w", List.of(2)));

  @Test
  void shouldBoundTheGrid_whenParametersAreLargeOrSmall() {
    assertThat(bound(3.0f, -5.0f)).isEqualTo(8);
    assertThat(bound(0.5f, -4.0f)).isEqualTo(4);
    assertThat(bound(0f, 0f)).isPositive();
  }

  @Test
  void shouldRefuse_whenCountsDoNotAgree() {
    assertThatThrownBy(() -> ModelImport.of("t", LAYOUT, new float[3], Map.of()))
        .hasMessageContaining("2 parameters of 4 bytes, which is 8 bytes; came 12");
  }

  @Test
  void shouldRefuse_whenANumberIsNotFinite() {
    assertThatThrownBy(() -> bound(1f, Float.NaN)).hasMessageContaining("number 1 is NaN");
  }

  @Test
  void shouldSayWhatCame_whenAFileWasChanged(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("m.bin");
    Files.write(file, new byte[8]);
    Files.writeString(folder.resolve("m.bin.json"), "{\"sha256\": \"00\"}");

    assertThatThrownBy(() -> ModelFiles.read("t", file))
        .hasMessageContaining("m.bin")
        .hasMessageContaining("names \"00\"");
  }

  private static double bound(float... parameters) {
    RoundSpec round = ModelImport.of("t", LAYOUT, parameters, Map.of()).round(NOON, List.of());
    return round.form().maxAbsValue();
  }
}
