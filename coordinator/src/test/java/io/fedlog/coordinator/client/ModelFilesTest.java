package io.fedlog.coordinator.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.fedlog.learning.digest.TreeHash;
import io.fedlog.runtime.models.Model;
import io.fedlog.schemas.Encoding;
import io.fedlog.schemas.ModelManifest;
import io.fedlog.schemas.Tensor;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelFilesTest {

  @Test
  void shouldWriteTheModelAlone_whenThereAreControlVariates(@TempDir Path folder) throws Exception {
    byte[] parameters = new byte[24];
    for (int i = 0; i < parameters.length; i++) {
      parameters[i] = (byte) i;
    }
    List<Tensor> layout =
        List.of(
            new Tensor("weights", List.of(2)),
            new Tensor("intercept", List.of(1)),
            new Tensor("control.weights", List.of(2)),
            new Tensor("control.intercept", List.of(1)));
    Map<String, String> config =
        Map.of("target", "y", "client_method", "scaffold", "scaffold_share", "0.5");

    ModelFiles.write(model(layout, parameters, config), folder.resolve("model.bin"));
    ModelImport read = ModelFiles.read("t", folder.resolve("model.bin"));

    assertThat(read.parameters()).containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11);
    assertThat(read.layout()).isEqualTo(layout.subList(0, 2));
    assertThat(read.trainingConfig()).isEqualTo(Map.of("target", "y"));
  }

  private static Model model(List<Tensor> layout, byte[] bytes, Map<String, String> config) {
    return Model.of(
        ModelManifest.newBuilder()
            .setModelType("t")
            .setVersion(1)
            .setRoundId("r")
            .setMethod("fedavg")
            .setEncoding(Encoding.FLOAT32)
            .setLayout(layout)
            .setParameterCount(6)
            .setModelBytes(bytes.length)
            .setChunkBytes(65_536)
            .setChunkCount(1)
            .setSha256(TreeHash.hex(TreeHash.of(bytes)))
            .setCohortSize(1)
            .setTotalWeight(1)
            .setTrainingConfig(config)
            .setRequires(List.of())
            .setPublishedAt(Instant.EPOCH)
            .build(),
        bytes);
  }
}
