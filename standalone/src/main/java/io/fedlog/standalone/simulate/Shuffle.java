package io.fedlog.standalone.simulate;

import java.util.Random;

/** Fisher and Yates. */
final class Shuffle {
  private Shuffle() {}

  /** Puts numbers in a random order. */
  static void shuffle(int[] numbers, Random random) {
    for (int i = numbers.length - 1; i > 0; i--) {
      int other = random.nextInt(i + 1);
      int moved = numbers[i];
      numbers[i] = numbers[other];
      numbers[other] = moved;
    }
  }
}
