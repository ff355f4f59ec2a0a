package io.fedlog.learning.noise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.security.SecureRandom;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NoiseStreamTest {

  @Test
  void shouldBeTheKeystreamOfOpenssl_whenReadAsLittleEndianWords() {
    NoiseStream stream = Golden.stream();

    assertThat(words(stream, 4))
        .containsExactly(
            0x7de612f81cededb2L, 0xe67dacc168ee588bL, 0x506c00f949e18f84L, 0x8bb74e693cdf0f6aL);
    words(stream, 996);
    assertThat(stream.nextLong()).isEqualTo(0x6f3c7c8530be1d3bL); // of the second 4 KiB
  }

  @Test
  void shouldRepeatItself_whenSecretLabelAndContextAreTheSame() {
    assertThat(words(Golden.stream(), 2000)).isEqualTo(words(Golden.stream(), 2000));
  }

  @Test
  void shouldBeAnother_whenAnyPartOfTheContextIs() {
    NoiseKey key = Golden.key();
    byte[] digest = Golden.digest();
    assertThat(
            new long[] {
              key.stream("golden", digest, Golden.index(7)).nextLong(),
              key.stream("golden", digest, Golden.index(8)).nextLong(),
              key.stream("golden", digest).nextLong(),
              key.stream("golden").nextLong(),
              key.stream("golden", new byte[0]).nextLong(),
              key.stream("olden", digest, Golden.index(7)).nextLong(),
              key.stream("", digest, Golden.index(7)).nextLong(),
              new NoiseKey(new byte[32]).stream("golden", digest, Golden.index(7)).nextLong()
            })
        .doesNotHaveDuplicates();
  }

  /** Were parts only put one after the other, chunk 1 of one round could be chunk 11 of another. */
  @Test
  void shouldBeAnother_whenTheSameBytesAreCutElsewhere() {
    NoiseKey key = Golden.key();
    byte[] one = {1};
    byte[] two = {1, 1};
    assertThat(
            new long[] {
              key.stream("a", one, two).nextLong(),
              key.stream("a", two, one).nextLong(),
              key.stream("a", one, one, one).nextLong(),
              key.stream("a\u0001", two).nextLong(),
              key.stream("a\u0001\u0001", one).nextLong()
            })
        .doesNotHaveDuplicates();
  }

  @Test
  void shouldBeANewOne_whenTheKeyIsRandom() {
    SecureRandom random = new SecureRandom();
    assertThat(NoiseKey.random(random).stream("a").nextLong())
        .isNotEqualTo(NoiseKey.random(random).stream("a").nextLong());
  }

  @Test
  void shouldKeepItsOwnCopy_whenTheCallerWipesTheSecret() {
    byte[] secret = new byte[NoiseKey.BYTES];
    secret[3] = 9;
    NoiseKey key = new NoiseKey(secret);
    long before = key.stream("a").nextLong();
    secret[3] = 0;
    assertThat(key.stream("a").nextLong()).isEqualTo(before);
  }

  @Test
  void shouldShowNothing_whenPrinted() {
    assertThat(Golden.key()).hasToString("NoiseKey[hidden]");
    assertThat(Golden.stream()).hasToString("NoiseStream[hidden]");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 16, 31, 33, 64})
  void shouldNameLengthsOnly_whenASecretIsOfAnother(int length) {
    byte[] secret = new byte[length];
    Arrays.fill(secret, (byte) 0x5c);
    assertThatThrownBy(() -> new NoiseKey(secret))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "noise secret is of " + length + " bytes; expected 32 from a cryptographic generator");
  }

  @Test
  void shouldStayBelowItsBound_whenTheBoundIsExtreme() {
    Chance chance = Golden.stream().chance();
    long most = 1L << 61;
    long largest = 0;
    for (int i = 0; i < 1000; i++) {
      assertThat(chance.below(1)).isZero();
      largest = Math.max(largest, chance.below(most));
    }
    assertThat(largest).isBetween(most / 2, most - 1);
  }

  /**
   * 2^63 words do not share out evenly to 3 x 2^59 numbers: a third of them would get 6 words and
   * the others 5, either every third number or the lowest third. A sixteenth of the words has to be
   * drawn again.
   */
  @Test
  void shouldFavourNoNumber_whenWordsDoNotShareOutEvenly() {
    Chance chance = Golden.stream().chance();
    int draws = 300_000;
    int[] byRemainder = new int[3];
    int[] byThird = new int[3];
    for (int i = 0; i < draws; i++) {
      long drawn = chance.below(3L << 59);
      byRemainder[(int) (drawn % 3)]++;
      byThird[(int) (drawn >>> 59)]++;
    }
    // Hoeffding: a share is off by more than t with probability at most 2 exp(-2 n t^2), here 1e-9
    // for one of six; the favoured one would be off by 6/16 - 1/3 = 0.042.
    double tolerance = Math.sqrt(Math.log(12 / 1e-9) / (2 * draws));
    assertThat(tolerance).isLessThan(0.01);
    for (int part = 0; part < 3; part++) {
      assertThat((double) byRemainder[part] / draws).isCloseTo(1 / 3.0, within(tolerance));
      assertThat((double) byThird[part] / draws).isCloseTo(1 / 3.0, within(tolerance));
    }
  }

  private static long[] words(NoiseStream stream, int count) {
    long[] words = new long[count];
    Arrays.setAll(words, i -> stream.nextLong());
    return words;
  }
}
