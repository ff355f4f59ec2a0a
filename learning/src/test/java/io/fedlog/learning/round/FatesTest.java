package io.fedlog.learning.round;

import static org.assertj.core.api.Assertions.assertThat;

import io.fedlog.learning.round.Fates.Fate;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FatesTest {

  @Test
  void shouldBalance_whenEveryFateIsCounted() {
    Fates.Count count = new Fates.Count();
    for (Fate fate : Fate.values()) {
      count.add(fate, 1 << fate.ordinal()); // 1 + 2 + ... + 64 = 127
    }
    count.reject("not_finite", 1);
    count.reject("not_finite", 2);
    count.reject("late_base", 4);

    Fates fates = count.of(134);

    assertThat(fates)
        .isEqualTo(
            new Fates(134, 1, 2, 4, 8, 16, 32, 64, Map.of("not_finite", 3L, "late_base", 4L)));
    assertThat(fates.rejectedTotal()).isEqualTo(7);
    assertThat(count.total()).isEqualTo(134);
    assertThat(fates.balanced()).isTrue();
    assertThat(count.of(133).balanced()).isFalse();
  }

  @Test
  void shouldBalance_whenBothPartsDo() {
    Fates one = new Fates(6, 1, 1, 1, 1, 1, 0, 0, Map.of("a", 1L));
    Fates two = new Fates(5, 0, 0, 0, 0, 1, 1, 1, Map.of("a", 1L, "b", 1L));

    assertThat(one.plus(two))
        .isEqualTo(new Fates(11, 1, 1, 1, 1, 2, 1, 1, Map.of("a", 2L, "b", 1L)));
    assertThat(one.plus(two).balanced()).isTrue();
    assertThat(one.plus(Fates.NONE)).isEqualTo(one);
  }
}
