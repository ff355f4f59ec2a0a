package io.fedlog.learning.round;

import io.fedlog.learning.secure.Group;
import io.fedlog.learning.secure.MaskSeal;
import io.fedlog.learning.secure.Outcome;
import io.fedlog.learning.secure.StoreSet;
import io.fedlog.learning.secure.Unmasking;
import java.util.SortedMap;

/** What the quorum tells the stores of a round that masks, and in the end the chunk tasks. */
public sealed interface SecureStep {

  /**
   * The group is closed: share.
   *
   * @param untilMillis when shares are no longer taken
   */
  record GroupClosed(Group group, long untilMillis) implements SecureStep {}

  /**
   * These have shared: mask and upload.
   *
   * @param untilMillis when masked updates are no longer taken
   */
  record SharersNamed(Group group, StoreSet sharers, long untilMillis) implements SecureStep {}

  /**
   * The masked updates of these make the sum: confirm and reveal.
   *
   * @param seals of the survivors by their places in the group, where stores must see them to sign;
   *     else none
   * @param untilMillis when shares are no longer taken
   */
  record OutcomeDecided(Outcome outcome, SortedMap<Integer, MaskSeal> seals, long untilMillis)
      implements SecureStep {}

  /**
   * Take the masks off the decided sum and make the model.
   *
   * @param totalWeight the sum of the stores' plain weights
   */
  record Unmask(
      long version,
      long logOffset,
      int rosterPages,
      int cohortSize,
      long totalWeight,
      Group group,
      Unmasking unmasking)
      implements SecureStep {}
}
