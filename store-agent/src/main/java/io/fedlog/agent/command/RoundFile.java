package io.fedlog.agent.command;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fedlog.runtime.models.Model;
import io.fedlog.schemas.Encoding;
import io.fedlog.schemas.ModelManifest;
import io.fedlog.schemas.RoundDefinition;
import io.fedlog.schemas.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Writes {@code round.json}: what a command is asked to do, and the files to read and write. */
final class RoundFile {

  static final String NAME = "round.json";
  static final String MODEL = "model.safetensors";
  static final String UPDATE = "update.safetensors";
  static final String METRICS = "metrics.json";

  private static final ObjectMapper JSON = JsonMapper.builder().build();

  private final ObjectNode json = JSON.createObjectNode();
  private final RunFolder folder;

  private RoundFile(RunFolder folder, CommandStore store, Duration limit) {
    this.folder = folder;
    json.put("store_id", store.storeId());
    json.put("data", store.data() == null ? null : store.data().toString());
    store.storeColumns().forEach(json.putArray("store_columns")::add);
    json.put("time_limit_seconds", limit.toMillis() / 1000.0);
    json.put("metrics", folder.file(METRICS).toString());
  }

  /** Asks for an update; {@code base_version} and {@code model} are null without a base. */
  static RoundFile train(
      RunFolder folder, CommandStore store, Duration limit, RoundDefinition round) {
    RoundFile file = new RoundFile(folder, store, limit);
    boolean based = round.getBase() != null;
    file.json
        .put("task", "train")
        .put("round_id", round.getRoundId())
        .put("round_number", round.getRoundNumber())
        .put("model_type", round.getModelType())
        .put("base_version", based ? round.getBase().getVersion() : null)
        .put("seed", seed(store.storeId(), round))
        .put("model", based ? folder.file(MODEL).toString() : null)
        .put("update", folder.file(UPDATE).toString());
    file.terms(round.getEncoding(), round.getLayout(), round.getTrainingConfig());
    return file;
  }

  /** Asks for what a version does on rows that were not trained on. */
  static RoundFile evaluate(
      RunFolder folder, CommandStore store, Duration limit, ModelManifest version) {
    RoundFile file = new RoundFile(folder, store, limit);
    file.json
        .put("task", "evaluate")
        .put("round_id", version.getRoundId())
        .put("model_type", version.getModelType())
        .put("model_version", version.getVersion())
        .put("model", folder.file(MODEL).toString());
    file.terms(version.getEncoding(), version.getLayout(), version.getTrainingConfig());
    return file;
  }

  /** Writes the versions that go with the model, then the file itself; returns its path. */
  Path write(List<Model> requires) throws IOException {
    ArrayNode required = json.putArray("requires");
    for (Model model : requires) {
      ModelManifest manifest = model.manifest();
      boolean text = manifest.getEncoding() == Encoding.TEXT;
      Path file =
          folder.file("required-" + (required.size() + 1) + (text ? ".txt" : ".safetensors"));
      ModelFiles.write(file, model, manifest.getLayout());
      required
          .addObject()
          .put("model_type", manifest.getModelType())
          .put("version", manifest.getVersion())
          .put("file", file.toString());
    }
    Path file = folder.file(NAME);
    Files.write(file, JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(json));
    return file;
  }

  private void terms(Encoding encoding, List<Tensor> layout, Map<String, String> config) {
    json.put("dtype", ModelFiles.type(encoding).name());
    ArrayNode arrays = json.putArray("layout");
    for (Tensor tensor : layout) {
      ArrayNode shape = arrays.addObject().put("name", tensor.getName()).putArray("shape");
      tensor.getShape().forEach(shape::add);
    }
    ObjectNode terms = json.putObject("training_config");
    new TreeMap<>(config).forEach(terms::put);
  }

  /** Other numbers in every round and at every store, the same after a restart; fits 31 bits. */
  private static int seed(String storeId, RoundDefinition round) {
    int seed = round.getTrainingConfig().getOrDefault("seed", "1").hashCode();
    return (31 * (31 * seed + round.getRoundId().hashCode()) + storeId.hashCode())
        & Integer.MAX_VALUE;
  }
}
