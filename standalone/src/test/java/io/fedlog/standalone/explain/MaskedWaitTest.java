package io.fedlog.standalone.explain;

import static org.assertj.core.api.Assertions.assertThat;

import io.fedlog.schemas.AdvertisedKeys;
import io.fedlog.schemas.RevealedShares;
import io.fedlog.schemas.RoundStatus;
import io.fedlog.schemas.SecureGroup;
import io.fedlog.schemas.SecureRound;
import io.fedlog.schemas.SecureRules;
import io.fedlog.schemas.SecureSharers;
import io.fedlog.schemas.SecureSurvivors;
import io.fedlog.schemas.StoreAdvertised;
import io.fedlog.schemas.StoreDealt;
import io.fedlog.schemas.StoreRevealed;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;

class MaskedWaitTest {

  private static final ByteBuffer DIGEST = ByteBuffer.allocate(32);

  private static Facts masked() {
    SecureRules rules = SecureRules.newBuilder().setPhaseMs(20_000).build();
    return Facts.opened()
        .terms(Facts.terms().setSecureAggregation(rules))
        .event(1, new StoreAdvertised("a", new AdvertisedKeys(DIGEST, DIGEST, DIGEST), null))
        .standing(RoundStatus.IN_PROGRESS, 3, 0, 2);
  }

  private static Facts grouped() {
    SecureGroup group = new SecureGroup(0, 1, 3, 0, List.of(), 2, 2, DIGEST, Facts.at(22));
    return masked()
        .event(2, new SecureRound("p-0001", "sales", group))
        .event(3, new StoreDealt("a", DIGEST, DIGEST, DIGEST, 96));
  }

  @Test
  void shouldWaitForShares_whenTheGroupIsClosed() {
    Story story = grouped().tell();

    assertThat(story.sentence())
        .contains(
            "masks: its group of 3 is closed; shares of 1 are in, and are taken for another 12.0 s"
                + " (until 10:00:22Z).");
    assertThat(story.moments())
        .contains(
            new Moment(Facts.at(1), "first join", "a"),
            new Moment(
                Facts.at(2),
                "group closed",
                "3 stores, 2 neighbours each, shares until 10:00:22Z"));
  }

  @Test
  void shouldWaitForMaskedUpdates_whenSharesAreIn() {
    SecureSharers sharers = new SecureSharers(DIGEST, DIGEST, 3, Facts.at(90));
    Story story =
        grouped().event(4, new SecureRound("p-0001", "sales", sharers)).update(6, "a").tell();

    assertThat(story.sentence())
        .contains("of 3 stores whose shares are in, 1 have completed their masked update");
  }

  @Test
  void shouldWaitForReveals_whenSurvivorsAreNamed() {
    SecureSurvivors survivors =
        new SecureSurvivors(0, 1, DIGEST, DIGEST, 3, DIGEST, List.of(), Facts.at(8));
    Story story =
        grouped()
            .event(6, new SecureRound("p-0001", "sales", survivors))
            .event(7, new StoreRevealed("a", new RevealedShares(DIGEST, List.of())))
            .standing(RoundStatus.AGGREGATING, 3, 3, 2)
            .tell();

    assertThat(story.sentence())
        .contains(
            "their masks come off when enough reveal; 1 have, and reveals are taken no longer,"
                + " since 2.0 s");
  }

  @Test
  void shouldWaitAsOthersDo_beforeTheGroupIsClosed() {
    assertThat(masked().tell().sentence()).contains("waits for updates: 0 of 3 stores");
  }
}
