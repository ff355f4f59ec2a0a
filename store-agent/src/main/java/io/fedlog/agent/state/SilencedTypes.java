package io.fedlog.agent.state;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;

/**
 * A folder with a file for each model type that a round under privacy was ever defined of: figures
 * measured of its versions are exact and stay with the store, also when the log knows the round no
 * more. Each change is forced to the disk before its method returns. Used by one thread at a time.
 */
public final class SilencedTypes {
  private final Path folder;
  private final Set<String> known = new HashSet<>();

  SilencedTypes(Path folder) {
    this.folder = folder;
  }

  /** Whether figures of the type stay with the store. */
  public boolean contains(String modelType) {
    return known.contains(modelType) || Files.exists(file(modelType));
  }

  /** From now on figures of the type stay with the store. */
  public void add(String modelType) {
    if (!known.add(modelType) || Files.exists(file(modelType))) {
      return;
    }
    try {
      Files.createDirectories(folder);
      AtomicFile.write(
          file(modelType), modelType.getBytes(StandardCharsets.UTF_8), Durability.POWER_LOST);
    } catch (IOException e) {
      throw new StateException(
          "%s cannot be written: %s; see to its permissions and to space on the disk, or the store tells figures of %s after a restart"
              .formatted(file(modelType), e, modelType),
          e);
    }
  }

  private Path file(String modelType) {
    return folder.resolve(SafeName.of(modelType));
  }
}
