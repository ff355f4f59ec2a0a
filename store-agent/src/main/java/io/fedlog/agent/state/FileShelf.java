package io.fedlog.agent.state;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A folder with a file a set. */
final class FileShelf implements TensorShelf {

  private static final ObjectMapper JSON = JsonMapper.builder().build();
  private static final String END = ".json";

  private final Path folder;
  private final Durability durability;

  FileShelf(Path folder, Durability durability) {
    this.folder = folder;
    this.durability = durability;
  }

  @Override
  public List<String> names() {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .map(file -> String.valueOf(file.getFileName()))
          .filter(name -> name.endsWith(END))
          .map(name -> name.substring(0, name.length() - END.length()))
          .toList();
    } catch (IOException e) {
      throw unusable(folder, e);
    }
  }

  @Override
  public Map<String, double[]> read(String name) {
    Path file = file(name);
    try {
      return JSON.readValue(
          Files.readAllBytes(file), new TypeReference<Map<String, double[]>>() {});
    } catch (JacksonException e) {
      throw new StateException(
          file
              + " is not what an agent wrote ("
              + e.getOriginalMessage()
              + "); remove it: the store then begins without the arrays in it",
          e);
    } catch (IOException e) {
      throw unusable(file, e);
    }
  }

  @Override
  public void write(String name, Map<String, double[]> arrays) {
    try {
      Files.createDirectories(folder);
      AtomicFile.write(file(name), JSON.writeValueAsBytes(arrays), durability);
    } catch (IOException e) {
      throw unusable(file(name), e);
    }
  }

  @Override
  public void rename(String name, String other) {
    try {
      AtomicFile.rename(file(name), file(other), durability);
    } catch (IOException e) {
      throw unusable(file(name), e);
    }
  }

  @Override
  public void remove(String name) {
    try {
      boolean unused = Files.deleteIfExists(file(name));
    } catch (IOException e) {
      throw unusable(file(name), e);
    }
  }

  private Path file(String name) {
    return folder.resolve(name + END);
  }

  private static StateException unusable(Path file, IOException e) {
    return new StateException(
        file
            + " cannot be read or written: "
            + e
            + "; see to its permissions and to space on the disk",
        e);
  }
}
