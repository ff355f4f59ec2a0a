package io.fedlog.coordinator.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fedlog.learning.digest.TreeHash;
import io.fedlog.learning.model.ClientTerms;
import io.fedlog.learning.model.ControlArrays;
import io.fedlog.runtime.models.Model;
import io.fedlog.schemas.Encoding;
import io.fedlog.schemas.ModelManifest;
import io.fedlog.schemas.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Versions as files: the parameters as they are on the log (little-endian), and beside them, with
 * {@code .json} added to the name, what they mean and their hash.
 */
public final class ModelFiles {

  private static final ObjectMapper JSON = new ObjectMapper();

  private ModelFiles() {}

  /**
   * Writes a version to {@code file} and {@code file.json}: the model alone, without the control
   * variates that training may have put beside it.
   */
  public static void write(Model model, Path file) throws IOException {
    ModelManifest manifest = model.manifest();
    List<Tensor> arrays =
        manifest.getLayout().stream()
            .filter(array -> !ControlArrays.isOne(array.getName()))
            .toList();
    Map<String, String> trainedUnder = new TreeMap<>(manifest.getTrainingConfig());
    byte[] parameters = model.toByteArray();
    String sha256 = manifest.getSha256();
    if (arrays.size() < manifest.getLayout().size()) {
      // Each control variate is of its array's shape, and they come last.
      parameters = Arrays.copyOf(parameters, parameters.length / 2);
      sha256 = TreeHash.hex(TreeHash.of(parameters, 0, parameters.length));
      ClientTerms.KEYS_OF_CONTROLS.forEach(trainedUnder::remove);
    }
    ObjectNode json = JSON.createObjectNode();
    json.put("model_type", manifest.getModelType());
    json.put("version", manifest.getVersion());
    json.put("round_id", manifest.getRoundId());
    json.put("method", manifest.getMethod());
    json.put("encoding", manifest.getEncoding().name());
    ArrayNode layout = json.putArray("layout");
    for (Tensor tensor : arrays) {
      ArrayNode shape = layout.addObject().put("name", tensor.getName()).putArray("shape");
      tensor.getShape().forEach(shape::add);
    }
    json.put("sha256", sha256);
    json.put("cohort_size", manifest.getCohortSize());
    json.put("published_at", manifest.getPublishedAt().toString());
    ObjectNode config = json.putObject("training_config");
    trainedUnder.forEach(config::put);
    Files.write(file, parameters);
    Files.writeString(
        description(file), JSON.writerWithDefaultPrettyPrinter().writeValueAsString(json) + "\n");
  }

  /**
   * Reads a version that {@link #write} wrote.
   *
   * @param modelType the type to add it to
   * @throws IOException when a file is not there or not as expected, saying what was
   */
  public static ModelImport read(String modelType, Path file) throws IOException {
    byte[] parameters = Files.readAllBytes(file);
    JsonNode json = JSON.readTree(Files.readString(description(file)));
    String expected = json.path("sha256").asText();
    String came = TreeHash.hex(TreeHash.of(parameters, 0, parameters.length));
    if (!came.equals(expected)) {
      throw new IOException(
          file
              + " has the tree hash "
              + came
              + ", but "
              + description(file)
              + " names \""
              + expected
              + "\"; export the version again");
    }
    try {
      return new ModelImport(
          modelType,
          Encoding.valueOf(json.path("encoding").asText()),
          layout(json.path("layout")),
          parameters,
          config(json.path("training_config")));
    } catch (IllegalArgumentException e) {
      throw new IOException(description(file) + " cannot be used: " + e.getMessage(), e);
    }
  }

  private static List<Tensor> layout(JsonNode json) {
    List<Tensor> layout = new ArrayList<>();
    for (JsonNode tensor : json) {
      List<Integer> shape = new ArrayList<>();
      tensor.path("shape").forEach(length -> shape.add(length.asInt()));
      layout.add(new Tensor(tensor.path("name").asText(), shape));
    }
    return layout;
  }

  private static Map<String, String> config(JsonNode json) {
    Map<String, String> config = new TreeMap<>();
    json.properties().forEach(entry -> config.put(entry.getKey(), entry.getValue().asText()));
    return config;
  }

  private static Path description(Path file) {
    return file.resolveSibling(file.getFileName() + ".json");
  }
}
