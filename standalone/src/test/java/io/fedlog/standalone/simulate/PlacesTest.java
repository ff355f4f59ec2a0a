package io.fedlog.standalone.simulate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class PlacesTest {

  @Test
  void shouldGiveEachPlaceToAStoreOfItsOwn() {
    Places places = new Places(5, 3, new Random(1));
    Set<Integer> atWork = new TreeSet<>();

    for (int i = 0; i < 3; i++) {
      atWork.add(places.take().orElseThrow());
    }

    assertThat(atWork).hasSize(3).isSubsetOf(0, 1, 2, 3, 4);
    assertThat(places.take()).isEmpty();
  }

  @Test
  void shouldWaitForAStore_whenNoneIsFree() {
    Places places = new Places(2, 2, new Random(1));
    places.take();
    places.take();
    places.vacate();

    assertThat(places.take()).isEmpty();
    places.release(1);
    assertThat(places.take()).hasValue(1);
  }

  /** 6000 draws of one in three: 2000 each, five deviations of sqrt(6000 x 1/3 x 2/3) = 36.5. */
  @Test
  void shouldDrawEvenly() {
    Places places = new Places(3, 1, new Random(1));
    int[] drawn = new int[3];
    for (int i = 0; i < 6000; i++) {
      int store = places.take().orElseThrow();
      drawn[store]++;
      places.release(store);
      places.vacate();
    }

    assertThat(Arrays.stream(drawn)).allSatisfy(n -> assertThat(n).isCloseTo(2000, within(183)));
  }
}
