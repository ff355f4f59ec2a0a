package io.fedlog.coordinator.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class RoundStoresTest {

  private final RoundStores stores = new RoundStores();

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
  void shouldForget_whenTheRoundIsOver() {
    stores.known("r");
    stores.asked("r", List.of("a"));
    stores.joined("r", "a");

    stores.over("r");
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
