package io.fedlog.learning.secure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fedlog.learning.secure.GroupTerms.Adversary;
import io.fedlog.learning.secure.Refusal.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A corrupt store that deals what is no sharing of its secrets. Of 7 stores 2 may be corrupt, 3
 * shares make a secret, and each store has 6 neighbours. It can make the round fail, but nobody
 * else is blamed, and up to 3 bad shares cost nothing.
 */
class LyingDealerTest {
  private static final String LIAR = "store-3";
  private static final SecureTerms TERMS =
      new SecureTerms("round-1", 3, 10, 10, GroupTerms.complete(Adversary.MALICIOUS, 0.29, 0.29));

  private RoundOnLog log;

  @BeforeEach
  void begin() {
    log = new RoundOnLog(TERMS, 7, new Random(21));
    log.stores.keySet().forEach(log::advertise);
    log.group = log.server.closeGroup();
    assertThat(log.group.size().threshold()).isEqualTo(3);
  }

  private FalseDealing lie() {
    return new FalseDealing(log, LIAR);
  }

  /** Everybody deals, the liar these, in this order; the server does not have the first some. */
  private void play(int unheardByServer, DealtShares... lies) {
    for (String store : log.stores.keySet()) {
      List<DealtShares> sent =
          store.equals(LIAR) ? List.of(lies) : List.of(log.stores.get(store).join(log.group));
      for (int i = store.equals(LIAR) ? unheardByServer : 0; i < sent.size(); i++) {
        var unused = log.server.accept(sent.get(i));
      }
      log.dealt.addAll(sent);
    }
    for (String store : log.stores.keySet()) {
      for (DealtShares dealt : log.dealt) {
        take(store, dealt);
      }
    }
    log.sharers = log.server.closeSharers();
    log.stores.keySet().forEach(store -> log.mask(store, 1));
    log.outcome = log.server.closeSurvivors();
    log.stores.keySet().forEach(log::confirm);
  }

  private void take(String store, DealtShares dealt) {
    try {
      log.stores.get(store).take(dealt);
    } catch (RefusedException e) {
      assertThat(dealt.store()).isEqualTo(LIAR);
      assertThat(e.refusal().reason()).isEqualTo(Reason.BAD_SHARE);
    }
  }

  /** All reveal but the liar; nobody's record is refused. */
  private List<Refusal> reveal() {
    List<Refusal> remarks = new ArrayList<>();
    for (String store : log.stores.keySet()) {
      if (!store.equals(LIAR)) {
        Reveal reveal = log.stores.get(store).reveal(log.confirmations);
        assertThat(log.server.accept(reveal, remarks::add)).as(store).isEmpty();
      }
    }
    return remarks;
  }

  @Test
  void shouldFailNamingTheDealer_whenNoShareIsAnElementOfTheField() {
    play(0, lie().withShares(6, 0xff).record());

    assertThat(reveal()).isEmpty();
    assertDealerNamed("of its neighbours 0 revealed another than it published and 6 none");
  }

  @Test
  void shouldFailNamingTheDealer_whenFewerBoxesOpenThanTheThreshold() {
    play(0, lie().withGarbledBoxes(4).record());

    assertThat(reveal()).isEmpty();
    assertDealerNamed("2 shares of store-3 were revealed, 3 are needed");
  }

  @Test
  void shouldGiveTheSum_whenAsManyBoxesOpenAsTheThreshold() {
    play(0, lie().withGarbledBoxes(3).record());
    assertThat(reveal()).isEmpty();

    assertThat(log.unmaskedSum()).isEqualTo(log.plainSum());
  }

  @Test
  void shouldGiveTheSum_whenAsManySharesAreElementsAsTheThreshold() {
    play(0, lie().withShares(3, 0xff).record());
    assertThat(reveal()).isEmpty();

    assertThat(log.unmaskedSum()).isEqualTo(log.plainSum());
  }

  /** Both are sound; who took the second would reveal shares that the server must refuse. */
  @Test
  void shouldGiveTheSum_whenASecondSharingFollowsTheFirst() {
    play(0, lie().record(), lie().withShares(6, 1).record());

    assertThat(reveal()).isEmpty();
    assertThat(log.unmaskedSum()).isEqualTo(log.plainSum());
  }

  @Test
  void shouldFailNamingTheDealer_whenAFirstSharingDoesNotOpenAndAnotherDoes() {
    play(0, lie().withGarbledBoxes(6).record(), lie().withShares(6, 1).record());

    assertThat(reveal()).hasSize(6);
    assertDealerNamed("0 shares of store-3 were revealed");
  }

  /** Whoever can write to the log under its name, but has not its keys. */
  @Test
  void shouldGiveTheSum_whenStoresHearAForgedSharingFirst() {
    play(1, lie().withGarbledBoxes(6).record(), lie().record());

    assertThat(reveal()).isEmpty();
    assertThat(log.unmaskedSum()).isEqualTo(log.plainSum());
  }

  /** It dealt so early that the server was not yet in that phase, and then otherwise. */
  @Test
  void shouldFailNamingTheDealer_whenTheServerHasOnlyItsSecondSharing() {
    play(1, lie().withShares(6, 1).record(), lie().record());

    assertThat(reveal())
        .hasSize(6)
        .allSatisfy(remark -> assertThat(remark.reason()).isEqualTo(Reason.BAD_SHARE))
        .first()
        .extracting(Refusal::message)
        .isEqualTo(
            "store-0 reveals other shares than were published by store-3; its other shares count");
    assertDealerNamed("of its neighbours 6 revealed another than it published and 0 none");
  }

  /** Its shares are what it committed to, but of another seed. */
  @Test
  void shouldFailNamingTheDealer_whoseSharesDoNotGiveItsSecret() {
    play(0, lie().withOtherSeed().record());
    assertThat(reveal()).isEmpty();

    assertThat(log.server.isRecoverable()).isTrue();
    assertDealerNamed("the shares dealt by store-3 do not give the secret committed to");
  }

  /** Two holders cannot pin it on an honest dealer: so many may be corrupt. */
  @Test
  void shouldNotNameTheDealer_whenOnlyAsManyComplainAsMayBeCorrupt() {
    play(0, lie().record());
    for (String store : List.of("store-0", "store-1", "store-2", "store-4")) {
      Reveal honest = log.stores.get(store).reveal(log.confirmations);
      boolean lies = store.equals("store-0") || store.equals("store-1");
      List<Reveal.Share> shares =
          honest.shares().stream()
              .filter(share -> !lies || !log.group.storeAt(share.dealer()).equals(LIAR))
              .toList();
      assertThat(log.server.accept(new Reveal(store, honest.outcome(), shares))).isEmpty();
    }

    assertRefused(
        Reason.TOO_FEW,
        "2 shares of store-3 were revealed, 3 are needed",
        () -> log.server.unmask());
  }

  private void assertDealerNamed(String message) {
    assertRefused(Reason.BAD_DEALER, message, () -> log.server.unmask());
  }

  private static void assertRefused(Reason reason, String message, ThrowingCallable action) {
    assertThatThrownBy(action)
        .hasMessageContaining(message)
        .isInstanceOfSatisfying(
            RefusedException.class, e -> assertThat(e.refusal().reason()).isEqualTo(reason));
  }
}
