package io.fedlog.learning.secure;

import io.fedlog.learning.secure.Refusal.Reason;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;

/** Whether enough stores signed an outcome. */
final class Quorum {
  private final Group group;
  private final Outcome outcome;
  private final byte[] digest;
  private final StoreVerifier verifier;

  Quorum(Group group, Outcome outcome, StoreVerifier verifier) {
    this.group = group;
    this.outcome = outcome;
    this.digest = outcome.digest();
    this.verifier = verifier;
  }

  /**
   * Stops at enough; what is not sound does not count.
   *
   * @throws RefusedException when too few are sound
   */
  void require(Collection<Confirmation> confirmations) {
    int needed = group.size().quorum();
    Set<String> sound = new HashSet<>();
    String last = "";
    for (Confirmation confirmation : confirmations) {
      if (sound.size() >= needed) {
        return;
      }
      try {
        confirmation.requireSound(group, outcome, digest, verifier);
        sound.add(confirmation.store());
      } catch (RefusedException e) {
        last = "; of one that does not count: " + e.getMessage();
      }
    }
    if (sound.size() < needed) {
      throw Refusal.because(
          Reason.TOO_FEW,
          "%d stores confirmed the outcome of round %s, %d are needed%s"
              .formatted(sound.size(), group.terms().roundId(), needed, last));
    }
  }
}
