package io.fedlog.agent.state;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * The arrays that a store keeps of its models and never uploads: a file a model type, in the
 * store's folder. Used by one thread at a time, while the process has the state directory.
 */
public final class OwnTensors implements TensorMemory {

  private static final ObjectMapper JSON = JsonMapper.builder().build();

  private final Path folder;
  private final Durability durability;

  /**
   * @param root the process's state directory
   * @param durability what a change must survive
   */
  public OwnTensors(Path root, String storeId, Durability durability) {
    this.folder = root.resolve(SafeName.of(storeId)).resolve("tensors");
    this.durability = durability;
  }

  @Override
  public Map<String, double[]> recall(String modelType) {
    Path file = file(modelType);
    try {
      return Files.exists(file)
          ? JSON.readValue(Files.readAllBytes(file), new TypeReference<Map<String, double[]>>() {})
          : Map.of();
    } catch (JacksonException e) {
      throw new StateException(
          file
              + " is not what an agent wrote ("
              + e.getOriginalMessage()
              + "); remove it: the store's own arrays then begin at the global model's",
          e);
    } catch (IOException e) {
      throw new StateException(file + " cannot be read: " + e, e);
    }
  }

  @Override
  public void keep(String modelType, Map<String, double[]> arrays) {
    Path file = file(modelType);
    try {
      Files.createDirectories(folder);
      AtomicFile.write(file, JSON.writeValueAsBytes(arrays), durability);
    } catch (IOException e) {
      throw new StateException(
          file + " cannot be written: " + e + "; see to its permissions and to space on the disk",
          e);
    }
  }

  private Path file(String modelType) {
    return folder.resolve(SafeName.of(modelType) + ".json");
  }
}
