package io.fedlog.agent.secure;

import static org.assertj.core.api.Assertions.assertThat;

import io.fedlog.learning.secure.Advertisement;
import io.fedlog.learning.secure.Confirmation;
import io.fedlog.learning.secure.Group;
import io.fedlog.learning.secure.GroupTerms;
import io.fedlog.learning.secure.GroupTerms.Adversary;
import io.fedlog.learning.secure.Outcome;
import io.fedlog.learning.secure.SecureTerms;
import io.fedlog.learning.secure.StoreSession;
import io.fedlog.learning.secure.StoreSet;
import io.fedlog.learning.secure.StoreVerifier;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Of five stores one is corrupt and "e" is lost: floor((5 + 1) / 2) + 1 = 4 are a quorum. */
class HeardConfirmationsTest {
  private static final SecureTerms TERMS =
      new SecureTerms("r", 3, 4, 4, GroupTerms.complete(Adversary.MALICIOUS, 0.2, 0.2));
  private static final byte[] SOUND = {1};
  private static final byte[] FALSE = {0};

  private final AtomicInteger checks = new AtomicInteger();
  private final StoreVerifier verifier =
      (store, message, signature) -> {
        checks.incrementAndGet();
        return signature[0] == SOUND[0];
      };
  private final HeardConfirmations heard = new HeardConfirmations(verifier);
  private final Group group =
      new Group(TERMS, IntStream.range(0, 5).mapToObj(HeardConfirmationsTest::keysOf).toList());
  private final Outcome outcome = outcome(4);

  @Test
  void shouldGiveAQuorumOfSoundOnes_whenMoreThatDoNotCountCameBefore() {
    heard.add(new Confirmation("a", outcome.digest(), SOUND)); // before anything was shown
    for (int i = 0; i < 300; i++) {
      heard.add(new Confirmation("stranger-" + i, outcome.digest(), SOUND));
    }
    heard.count(group, outcome);
    heard.add(new Confirmation("b", outcome.digest(), SOUND));
    heard.add(new Confirmation("c", outcome.digest(), SOUND));
    heard.add(new Confirmation("e", outcome.digest(), SOUND)); // not in the sum

    assertThat(heard.quorum()).isEmpty();

    heard.add(new Confirmation("d", outcome.digest(), SOUND));

    assertThat(heard.quorum())
        .extracting(Confirmation::store)
        .containsExactlyInAnyOrder("a", "b", "c", "d");
    assertThat(checks).hasValue(4);
  }

  @Test
  void shouldCheckEachOnce_whenItIsToldAgain() {
    heard.count(group, outcome);
    for (int i = 0; i < 100; i++) {
      heard.add(new Confirmation("a", outcome.digest(), FALSE));
    }

    assertThat(checks).hasValue(1);
    assertThat(heard.quorum()).isEmpty();
  }

  @Test
  void shouldCountAnew_whenAnotherOutcomeIsShown() {
    for (String store : List.of("a", "b", "c", "d")) {
      heard.add(new Confirmation(store, outcome.digest(), SOUND));
    }
    heard.count(group, outcome(5));
    assertThat(heard.quorum()).isEmpty();

    heard.count(group, outcome);

    assertThat(heard.quorum()).hasSize(4);
  }

  private Outcome outcome(int survivors) {
    return new Outcome(
        group.digest(),
        StoreSet.of(5, IntStream.range(0, 5)),
        StoreSet.of(5, IntStream.range(0, survivors)));
  }

  private static Advertisement keysOf(int store) {
    byte[] root = new byte[32];
    root[0] = (byte) store;
    String name = String.valueOf((char) ('a' + store));
    return StoreSession.begin(TERMS, name, root, statement -> SOUND, (s, m, g) -> true).advertise();
  }
}
