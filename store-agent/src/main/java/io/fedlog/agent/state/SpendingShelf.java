package io.fedlog.agent.state;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.fedlog.learning.privacy.PrivacyLedger;
import io.fedlog.learning.privacy.SpentPrivacy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The file that says what a store has spent of its own privacy, on all model types together. Each
 * change is forced to the disk before its method returns. Used by one thread at a time.
 */
public final class SpendingShelf {
  private static final ObjectMapper JSON = JsonMapper.builder().build();

  /** Releases that are told apart; of an older one nothing is sent again. */
  static final int MOST_RELEASES = 256;

  private final Path file;

  SpendingShelf(Path file) {
    this.file = file;
  }

  /** What the file says: costs in units of 10^-12, and the last releases, in order. */
  record Spending(long pureEpsilon, long pureRho, long rho, List<Release> releases) {
    Spending {
      releases = List.copyOf(releases);
    }

    SpentPrivacy spent() {
      return new SpentPrivacy(pureEpsilon, pureRho, rho);
    }
  }

  /** All that was spent. */
  public SpentPrivacy spent() {
    return read().spent();
  }

  /** Whether a release was spent for, and not so many others since that it is forgotten. */
  public boolean has(Release release) {
    return read().releases().contains(release);
  }

  /** Spends for a release. */
  public void spend(Release release, SpentPrivacy cost) {
    Spending known = read();
    SpentPrivacy all = PrivacyLedger.together(known.spent(), cost);
    List<Release> releases = new ArrayList<>(known.releases());
    releases.add(release);
    int from = Math.max(0, releases.size() - MOST_RELEASES);
    Spending next =
        new Spending(
            all.pureEpsilon(), all.pureRho(), all.rho(), releases.subList(from, releases.size()));
    try {
      Files.createDirectories(file.getParent());
      AtomicFile.write(file, JSON.writeValueAsBytes(next), Durability.POWER_LOST);
    } catch (IOException e) {
      throw unusable(e);
    }
  }

  private Spending read() {
    try {
      return Files.exists(file)
          ? JSON.readValue(Files.readAllBytes(file), Spending.class)
          : new Spending(0, 0, 0, List.of());
    } catch (JacksonException e) {
      throw new StateException(
          file
              + " is not what an agent wrote ("
              + e.getOriginalMessage()
              + "); without it the store would take its privacy for unspent. Put a copy back only"
              + " if the store sent no update with noise of its own since, for what it spent since"
              + " is not in it",
          e);
    } catch (IOException e) {
      throw unusable(e);
    }
  }

  private StateException unusable(IOException e) {
    return new StateException(
        "%s cannot be read or written: %s; see to its permissions and to space on the disk"
            .formatted(file, e),
        e);
  }
}
