package io.fedlog.learning.digest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TreeHashTest {
  private static final String EMPTY =
      "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

  /** The leaves that implementations of Certificate Transparency are tested with. */
  private static final List<String> LEAVES =
      List.of(
          "",
          "00",
          "10",
          "2021",
          "3031",
          "40414243",
          "5051525354555657",
          "606162636465666768696a6b6c6d6e6f");

  @Test
  void shouldBeTheHashOfTheEmptyString_whenThereIsNothing() {
    assertThat(TreeHash.hex(TreeHash.of(new byte[0]))).isEqualTo(EMPTY);
    assertThat(TreeHash.hex(TreeHash.compose(List.of()))).isEqualTo(EMPTY);
  }

  @ParameterizedTest
  @CsvSource({
    "1, 6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "2, fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "3, aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "4, d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "5, 4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "6, 76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "7, ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "8, 5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
  })
  void shouldGiveThePublishedRoots_whenComposedOfTheKnownLeaves(int leaves, String root)
      throws Exception {
    List<byte[]> hashes = new ArrayList<>();
    for (String leaf : LEAVES.subList(0, leaves)) {
      hashes.add(sha256(new byte[] {0}, TreeHash.unhex(leaf)));
    }

    assertThat(TreeHash.hex(TreeHash.compose(hashes))).isEqualTo(root);
  }

  @Test
  void shouldHashTheLeafPrefixAndTheBytes_whenThereIsOneLeaf() {
    // printf '\0abc' | sha256sum
    assertThat(TreeHash.hex(TreeHash.of("abc".getBytes(StandardCharsets.US_ASCII))))
        .isEqualTo("609f6e36d2405585188d5cfd761f407c7cc46a7d3f314c88270469dde315fcd1");
  }

  @Test
  void shouldSplitAtTheLargestPowerOfTwo_whenThereAreThreeLeaves() {
    // Leaves "ab", "cd", "e": worked out with another language's SHA-256.
    byte[] hash = TreeHash.of(ByteBuffer.wrap("abcde".getBytes(StandardCharsets.US_ASCII)), 2);

    assertThat(TreeHash.hex(hash))
        .isEqualTo("8ed98320a60e86c46c244dd3bd11928e98bddc10d8537a0c1acf9917dc1376cb");
  }

  @Test
  void shouldUseLeavesOf64KiB_whenNotToldOtherwise() {
    // 200,000 bytes i mod 251: three full leaves and one of 3,392; worked out as above.
    byte[] bytes = new byte[200_000];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (i % 251);
    }

    assertThat(TreeHash.hex(TreeHash.of(bytes)))
        .isEqualTo("c7146da68f4593e15ffb60072286355de3701e079f247e426a08e67e61c35722");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 7, 8, 15, 16, 17, 31, 33, 63, 64, 65, 100, 257})
  void shouldFollowTheRecursiveDefinition_whenThereAreManyLeaves(int length) throws Exception {
    byte[] bytes = random(length);

    assertThat(TreeHash.of(ByteBuffer.wrap(bytes), 4)).isEqualTo(recursive(bytes, 0, length, 4));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 4, 8, 16, 64})
  void shouldNotDependOnTheChunkSize_whenChunksArePowersOfTwoOfLeaves(int leavesInAChunk) {
    for (int length : new int[] {1, 3, 4, 5, 31, 32, 33, 200, 255, 256, 257}) {
      byte[] bytes = random(length);
      List<byte[]> roots = new ArrayList<>();
      int chunk = 4 * leavesInAChunk;
      for (int from = 0; from < length; from += chunk) {
        roots.add(TreeHash.of(ByteBuffer.wrap(bytes, from, Math.min(chunk, length - from)), 4));
      }

      assertThat(TreeHash.compose(roots)).isEqualTo(TreeHash.of(ByteBuffer.wrap(bytes), 4));
    }
  }

  @Test
  void shouldChange_whenALeafAndANodeCouldBeTakenForEachOther() {
    // Without the prefixes, the hash of two leaves were the hash of one leaf of their hashes.
    byte[] bytes = random(8);
    byte[] left = TreeHash.of(ByteBuffer.wrap(bytes, 0, 4), 4);
    byte[] right = TreeHash.of(ByteBuffer.wrap(bytes, 4, 4), 4);
    byte[] joined = ByteBuffer.allocate(64).put(left).put(right).array();

    assertThat(TreeHash.of(joined)).isNotEqualTo(TreeHash.of(ByteBuffer.wrap(bytes), 4));
  }

  @Test
  void shouldLeaveTheBufferAsItWas_whenItIsHashed() {
    byte[] bytes = random(300_000);
    ByteBuffer direct = ByteBuffer.allocateDirect(300_010);
    direct.position(5).put(bytes).flip().position(5);

    byte[] hash = TreeHash.of(direct.asReadOnlyBuffer());

    assertThat(hash).isEqualTo(TreeHash.of(bytes));
    assertThat(TreeHash.of(direct)).isEqualTo(hash);
    assertThat(direct.position()).isEqualTo(5);
    assertThat(direct.remaining()).isEqualTo(300_000);
    assertThat(TreeHash.of(ByteBuffer.allocate(300_020).put(7, bytes).array(), 7, 300_000))
        .isEqualTo(hash);
  }

  @Test
  void shouldReadBackWhatItWrote_whenHexadecimal() {
    byte[] hash = TreeHash.of(random(10));

    assertThat(TreeHash.hex(hash)).hasSize(64).isLowerCase();
    assertThat(TreeHash.unhex(TreeHash.hex(hash))).isEqualTo(hash);
    assertThatThrownBy(() -> TreeHash.unhex("xy")).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void shouldRefuseARoot_whenItIsNoHash() {
    assertThatThrownBy(() -> TreeHash.compose(List.of(new byte[31])))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("31 bytes, expected 32");
  }

  /** RFC 9162, section 2.1.1, as it stands there. */
  private static byte[] recursive(byte[] bytes, int from, int to, int leaf) throws Exception {
    int leaves = (to - from + leaf - 1) / leaf;
    if (leaves == 1) {
      return sha256(new byte[] {0}, Arrays.copyOfRange(bytes, from, to));
    }
    int k = Integer.highestOneBit(leaves - 1);
    return sha256(
        new byte[] {1},
        recursive(bytes, from, from + k * leaf, leaf),
        recursive(bytes, from + k * leaf, to, leaf));
  }

  private static byte[] sha256(byte[]... parts) throws Exception {
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    for (byte[] part : parts) {
      digest.update(part);
    }
    return digest.digest();
  }

  private static byte[] random(int length) {
    byte[] bytes = new byte[length];
    new Random(length).nextBytes(bytes);
    return bytes;
  }
}
