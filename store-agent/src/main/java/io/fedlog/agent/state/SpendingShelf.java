package io.fedlog.agent.state;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.fedlog.learning.privacy.PrivacyLedger;
import io.fedlog.learning.privacy.SpentPrivacy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A folder with a file a model type that says what a store has spent of its own privacy. Each
 * change is forced to the disk before its method returns. Used by one thread at a time.
 */
public final class SpendingShelf {
  private static final ObjectMapper JSON = JsonMapper.builder().build();

  private final Path folder;

  SpendingShelf(Path folder) {
    this.folder = folder;
  }

  /** What a file says: costs in units of 10^-12, and the round that was spent for last. */
  record Spending(String modelType, String lastRound, long pureEpsilon, long pureRho, long rho) {
    SpentPrivacy spent() {
      return new SpentPrivacy(pureEpsilon, pureRho, rho);
    }
  }

  /** All that was spent on a model type. */
  public SpentPrivacy spent(String modelType) {
    return read(modelType).map(Spending::spent).orElse(SpentPrivacy.none());
  }

  /**
   * Spends on a model type, unless the same round was spent for last.
   *
   * @param round names it for ever
   */
  public void spend(String modelType, String round, SpentPrivacy cost) {
    Optional<Spending> known = read(modelType);
    if (known.isPresent() && known.get().lastRound().equals(round)) {
      return;
    }
    SpentPrivacy all =
        PrivacyLedger.together(known.map(Spending::spent).orElse(SpentPrivacy.none()), cost);
    Spending next = new Spending(modelType, round, all.pureEpsilon(), all.pureRho(), all.rho());
    Path file = file(modelType);
    try {
      Files.createDirectories(folder);
      AtomicFile.write(file, JSON.writeValueAsBytes(next), Durability.POWER_LOST);
    } catch (IOException e) {
      throw unusable(file, e);
    }
  }

  private Optional<Spending> read(String modelType) {
    Path file = file(modelType);
    try {
      return Files.exists(file)
          ? Optional.of(JSON.readValue(Files.readAllBytes(file), Spending.class))
          : Optional.empty();
    } catch (JacksonException e) {
      throw new StateException(
          file
              + " is not what an agent wrote ("
              + e.getOriginalMessage()
              + "); put it back from a copy: without it the store takes its privacy for unspent",
          e);
    } catch (IOException e) {
      throw unusable(file, e);
    }
  }

  private Path file(String modelType) {
    return folder.resolve(SafeName.of(modelType) + ".json");
  }

  private static StateException unusable(Path file, IOException e) {
    return new StateException(
        "%s cannot be read or written: %s; see to its permissions and to space on the disk"
            .formatted(file, e),
        e);
  }
}
