package io.fedlog.coordinator.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class RoundStoresTest {

  private static final int MOST = 3;

  private final RoundStores stores = new RoundStores(MOST);

  @Test
  void shouldCountJoins_whicheverTopicIsReadFirst() {
    stores.joined("r", "a");
    assertThat(stores.joined("r")).as("nobody has heard of the round").isEmpty();

    stores.known("r");
    stores.joined("r", "b");
    stores.joined("r", "b");

    assertThat(stores.joined("r")).containsExactlyInAnyOrder("a", "b");
  }

  @Test
  void shouldKnowWhoIsAsked_ofSeveralPages() {
    stores.asked("r", List.of("a", "b"));
    stores.asked("r", List.of("c"));

    assertThat(stores.asks("r", "a")).isTrue();
    assertThat(stores.asks("r", "c")).isTrue();
    assertThat(stores.asks("r", "d")).isFalse();
    assertThat(stores.asks("other", "a")).isFalse();
  }

  @Test
  void shouldLeaveOutStrangers_whenTheRoundAsksByName() {
    stores.joined("r", "early-stranger");
    stores.known("r");
    stores.asked("r", List.of("a", "b"));
    stores.joined("r", "stranger");
    stores.joined("r", "b");

    assertThat(stores.joined("r")).containsExactly("b");
  }

  @Test
  void shouldRememberNoMoreThanItMay_butWhoeverIsAsked() {
    stores.joined("open", "early");
    stores.known("open");
    stores.known("named");
    stores.asked("named", List.of("a"));
    for (int i = 0; i < 1_000; i++) {
      stores.joined("open", "s" + i);
      stores.joined("named", "s" + i);
    }
    stores.joined("named", "a");

    assertThat(stores.joined("open")).containsExactly("early", "s0", "s1");
    assertThat(stores.joined("named")).containsExactly("a");
    assertThat(stores.hasJoined("named", "a")).isTrue();
    assertThat(stores.hasJoined("named", "s999")).isFalse();
  }

  @Test
  void shouldForget_whenTheRoundIsOver() {
    stores.known("r");
    stores.asked("r", List.of("a"));
    stores.joined("r", "a");

    assertThat(stores.isNews("r", "a")).isFalse();
    assertThat(stores.isNews("r", "b")).isTrue();
    stores.over("r");
    assertThat(stores.isNews("r", "b")).isFalse();
    stores.known("r");
    stores.asked("r", List.of("a"));
    stores.joined("r", "b");

    assertThat(stores.joined("r")).isEmpty();
    assertThat(stores.asks("r", "a")).isFalse();
  }

  @Test
  void shouldForgetTheOldest_whenTooManyJoinRoundsThatNobodyKnows() {
    stores.joined("first", "a");
    for (int i = 0; i < RoundStores.MOST_EARLY - 1; i++) {
      stores.joined("made-up-" + i % 10, "s" + i);
    }
    stores.joined("last", "a");

    stores.known("first");
    stores.known("last");
    assertThat(stores.joined("first")).isEmpty();
    assertThat(stores.joined("last")).containsExactly("a");
  }
}
