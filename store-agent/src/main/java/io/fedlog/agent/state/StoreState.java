package io.fedlog.agent.state;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.fedlog.learning.digest.TreeHash;
import io.fedlog.runtime.upload.Attempt;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One store's folder: {@code rounds/*.json} with a round's memory, {@code rounds/*.update} with the
 * bytes of an update trained and not yet sealed, {@code rounds/*.masked} with the same masked,
 * {@code models/*.json} with the last version of a type and the local part. Each change is durable
 * when its method returns. Used by one thread at a time.
 */
public final class StoreState {

  private static final Logger LOG = LoggerFactory.getLogger(StoreState.class);
  private static final ObjectMapper JSON = JsonMapper.builder().build();

  private final Path rounds;
  private final Path models;

  private final Durability durability;

  private StoreState(Path folder, Durability durability) throws IOException {
    this.durability = durability;
    this.rounds = Files.createDirectories(folder.resolve("rounds"));
    this.models = Files.createDirectories(folder.resolve("models"));
  }

  static StoreState open(Path folder, Durability durability) {
    try {
      return new StoreState(folder, durability);
    } catch (IOException e) {
      throw unusable(folder, e);
    }
  }

  /** What is remembered of a round; that of a fresh one when nothing is. */
  public RoundMemory round(String roundId, Instant definedAt) {
    return read(roundFile(roundId), RoundMemory.class)
        .filter(memory -> memory.definedAt() == definedAt.toEpochMilli())
        .orElseGet(() -> RoundMemory.fresh(roundId, definedAt.toEpochMilli()));
  }

  /**
   * Keeps a trained update until it is sealed, and begins its first attempt: from here on the log
   * may hold a part of it.
   */
  public RoundMemory begin(
      RoundMemory memory, byte[] payload, UpdateMemory update, long attemptId) {
    try {
      // Not forced to the disk: a torn file has another hash, and the store trains again.
      AtomicFile.write(updateFile(memory.roundId()), payload, Durability.PROCESS_KILLED);
    } catch (IOException e) {
      throw unusable(updateFile(memory.roundId()), e);
    }
    return save(memory.trained(update).begun(attemptId));
  }

  /** Keeps a trained update whose first attempt begins later. */
  public RoundMemory keep(RoundMemory memory, byte[] payload, UpdateMemory update) {
    Path file = updateFile(memory.roundId());
    try {
      AtomicFile.writeSecret(file, payload, durability); // it is what masks are to hide
    } catch (IOException e) {
      throw unusable(file, e);
    }
    return save(memory.trained(update));
  }

  /** What the store has spent of its own privacy. */
  public SpendingShelf spending() {
    return new SpendingShelf(rounds.resolveSibling("privacy-spent.json"));
  }

  /** The model types of which the store tells no figures. */
  public SilencedTypes silenced() {
    return new SilencedTypes(rounds.resolveSibling("silenced"));
  }

  /** Where the masked bytes of a kept update go; they go with it. */
  public Path maskedFile(RoundMemory memory) {
    return rounds.resolve(SafeName.of(memory.roundId()) + ".masked");
  }

  private void deleteUpdate(RoundMemory memory) {
    delete(updateFile(memory.roundId()));
    delete(maskedFile(memory));
  }

  /** The file of a kept update, when its bytes are those that were kept. */
  public Optional<Path> keptUpdate(RoundMemory memory) {
    UpdateMemory update = memory.update();
    Path file = updateFile(memory.roundId());
    if (update == null || !Files.exists(file)) {
      return Optional.empty();
    }
    try {
      boolean same = TreeHash.hex(TreeHash.of(Files.readAllBytes(file))).equals(update.sha256());
      return same ? Optional.of(file) : Optional.empty();
    } catch (IOException e) {
      throw unusable(file, e);
    }
  }

  /** Begins another attempt with the kept update. */
  public RoundMemory beginAgain(RoundMemory memory, long attemptId) {
    return save(memory.begun(attemptId));
  }

  /** The last attempt's seal is acknowledged: the update's bytes are no longer needed. */
  public RoundMemory sealed(RoundMemory memory) {
    RoundMemory whole = save(memory.whole());
    deleteUpdate(memory);
    return whole;
  }

  /** The kept update is of no use. */
  public RoundMemory dropUpdate(RoundMemory memory) {
    RoundMemory without = save(memory.withoutUpdate());
    deleteUpdate(memory);
    return without;
  }

  /**
   * Forgets rounds that can no longer be asked for, such as those past their deadline. One whose
   * files cannot be read or deleted stays, with a word in the log, and keeps no other one.
   */
  public void forgetRounds(Predicate<String> forgettable) {
    for (Path file : roundFiles()) {
      try {
        forget(file, forgettable);
      } catch (StateException e) {
        LOG.warn("A round's files may stay on the disk reason={}", e.getMessage());
      }
    }
  }

  private void forget(Path file, Predicate<String> forgettable) {
    read(file, RoundMemory.class)
        .filter(memory -> forgettable.test(memory.roundId()))
        .ifPresent(
            memory -> {
              deleteUpdate(memory);
              delete(file);
            });
  }

  /** The largest id of an attempt that is remembered of such rounds; empty when there is none. */
  public OptionalLong largestAttemptId(Predicate<String> ofRounds) {
    return roundFiles().stream()
        .flatMap(file -> read(file, RoundMemory.class).stream())
        .filter(memory -> ofRounds.test(memory.roundId()))
        .flatMap(memory -> memory.attempts().stream())
        .mapToLong(Attempt::id)
        .max();
  }

  private List<Path> roundFiles() {
    try (Stream<Path> files = Files.list(rounds)) {
      return files.filter(file -> file.toString().endsWith(".json")).toList();
    } catch (IOException e) {
      throw unusable(rounds, e);
    }
  }

  /** The last version of a type that was remembered. */
  public Optional<ModelMemory> model(String modelType) {
    return read(modelFile(modelType), ModelMemory.class);
  }

  public void remember(ModelMemory model) {
    writeJson(modelFile(model.modelType()), model);
  }

  private RoundMemory save(RoundMemory memory) {
    writeJson(roundFile(memory.roundId()), memory);
    return memory;
  }

  private Path roundFile(String roundId) {
    return rounds.resolve(SafeName.of(roundId) + ".json");
  }

  private Path updateFile(String roundId) {
    return rounds.resolve(SafeName.of(roundId) + ".update");
  }

  private Path modelFile(String modelType) {
    return models.resolve(SafeName.of(modelType) + ".json");
  }

  private static <T> Optional<T> read(Path file, Class<T> type) {
    try {
      return Files.exists(file)
          ? Optional.of(JSON.readValue(Files.readAllBytes(file), type))
          : Optional.empty();
    } catch (JacksonException e) {
      throw new StateException(
          file
              + " is not what an agent wrote ("
              + e.getOriginalMessage()
              + "); remove it: a round in it is then begun again, and costs again what it cost of"
              + " the store's privacy",
          e);
    } catch (IOException e) {
      throw unusable(file, e);
    }
  }

  private void writeJson(Path file, Object value) {
    try {
      AtomicFile.write(file, JSON.writeValueAsBytes(value), durability);
    } catch (JacksonException e) {
      throw new StateException(file + " cannot be written: " + e.getOriginalMessage(), e);
    } catch (IOException e) {
      throw unusable(file, e);
    }
  }

  private static void delete(Path file) {
    try {
      boolean unused = Files.deleteIfExists(file);
    } catch (IOException e) {
      throw unusable(file, e);
    }
  }

  private static StateException unusable(Path file, IOException e) {
    return new StateException(
        "local state cannot be read or written at "
            + file
            + ": "
            + e
            + "; see to its permissions and to space on the disk",
        e);
  }
}
