package io.fedlog.agent.state;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A folder with a file a round that masks, for the store's owner alone. Every change is forced to
 * the disk: a store that forgets what it agreed to can be made to betray its update. What is
 * forgotten is deleted; a disk or a backup may keep a copy of it.
 */
public final class SecureShelf {
  private static final Logger LOG = LoggerFactory.getLogger(SecureShelf.class);
  private static final ObjectMapper JSON = JsonMapper.builder().build();
  private static final String END = ".json";

  private final Path folder;

  SecureShelf(Path folder) {
    this.folder = folder;
  }

  /** What is remembered of a round; empty when nothing is. */
  public Optional<SecureMemory> of(String roundId, Instant definedAt) {
    Path file = file(roundId);
    return Files.exists(file)
        ? Optional.of(read(file)).filter(memory -> memory.definedAt() == definedAt.toEpochMilli())
        : Optional.empty();
  }

  /** Remembers it; to be called before anything that rests on it is sent. */
  public void keep(SecureMemory memory) {
    Path file = file(memory.roundId());
    try {
      Files.createDirectories(folder);
      AtomicFile.writeSecret(file, JSON.writeValueAsBytes(memory), Durability.POWER_LOST);
    } catch (IOException e) {
      throw unusable(file, e);
    }
  }

  /**
   * Forgets rounds that can no longer be asked for. A file that cannot be read or deleted stays,
   * with a word in the log, and keeps no other one.
   */
  public void forgetRounds(Predicate<String> forgettable) {
    for (Path file : files()) {
      try {
        forget(file, forgettable);
      } catch (StateException e) {
        LOG.warn("Secrets of a round may stay on the disk reason={}", e.getMessage());
      }
    }
  }

  private static void forget(Path file, Predicate<String> forgettable) {
    if (forgettable.test(read(file).roundId())) {
      delete(file);
      delete(file.resolveSibling(file.getFileName() + ".new")); // of a write that a crash ended
    }
  }

  private static void delete(Path file) {
    try {
      boolean unused = Files.deleteIfExists(file);
    } catch (IOException e) {
      throw unusable(file, e);
    }
  }

  private List<Path> files() {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(END)).toList();
    } catch (IOException e) {
      throw unusable(folder, e);
    }
  }

  private static SecureMemory read(Path file) {
    try {
      return JSON.readValue(Files.readAllBytes(file), SecureMemory.class);
    } catch (JacksonException e) {
      // Without the cause, which quotes the file.
      throw new StateException(
          file
              + " is not what an agent wrote; remove it: the store then takes no part in that"
              + " round",
          null);
    } catch (IOException e) {
      throw unusable(file, e);
    }
  }

  private Path file(String roundId) {
    return folder.resolve(SafeName.of(roundId) + END);
  }

  private static StateException unusable(Path file, IOException e) {
    return new StateException(
        "%s cannot be read or written: %s; see to its permissions and to space on the disk"
            .formatted(file, e),
        e);
  }
}
