package io.fedlog.learning.merkle;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The reference values of Certificate Transparency's own implementations: eight entries, the roots
 * of the trees of the first one to eight of them, and proofs. Published in
 * github.com/transparency-dev/merkle, {@code proof/verify_test.go}, there with leaves counted from
 * 1.
 */
class PublishedVectorsTest {
  private static final List<String> ENTRIES =
      List.of(
          "",
          "00",
          "10",
          "2021",
          "3031",
          "40414243",
          "5051525354555657",
          "606162636465666768696a6b6c6d6e6f");

  private static final List<String> ROOTS =
      List.of(
          "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
          "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
          "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
          "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
          "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
          "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
          "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
          "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328");

  private static final String NOTHING =
      "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

  private final TreeHasher hasher = new TreeHasher();

  @Test
  void shouldBeTheHashOfNothing_whenEmpty() {
    assertThat(hex(new Frontier(hasher).root())).isEqualTo(NOTHING);
    assertThat(hex(new MerkleTree().root(0))).isEqualTo(NOTHING);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
  void shouldHaveThePublishedRoot(int size) {
    Frontier frontier = new Frontier(hasher);
    ENTRIES.subList(0, size).forEach(entry -> frontier.append(hasher.leaf(bytes(entry))));

    assertThat(hex(frontier.root())).isEqualTo(ROOTS.get(size - 1));
    assertThat(hex(tree().root(size))).isEqualTo(ROOTS.get(size - 1));
  }

  @ParameterizedTest
  @CsvSource({
    "0, 8, 96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7"
        + " 5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e"
        + " 6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    "5, 8, bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b"
        + " ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0"
        + " d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "2, 3, fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "1, 5, 6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"
        + " 5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e"
        + " bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    "0, 1, ''"
  })
  void shouldGiveAndTakeThePublishedInclusionProof(int index, int size, String hashes) {
    InclusionProof proof = tree().inclusion(index, size);
    byte[] leaf = hasher.leaf(bytes(ENTRIES.get(index)));

    assertThat(hex(proof.hashes())).isEqualTo(hashes);
    assertThat(proof.proves(leaf, bytes(ROOTS.get(size - 1)))).isTrue();
    assertThat(proof.proves(leaf, bytes(NOTHING))).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "1, 8, 96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7"
        + " 5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e"
        + " 6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    "6, 8, 0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a"
        + " ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0"
        + " d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "2, 5, 5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e"
        + " bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    "6, 7, 0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a"
        + " b08693ec2e721597130641e8211e7eedccb4c26413963eee6c1e2ed16ffb1a5f"
        + " d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "1, 1, ''"
  })
  void shouldGiveAndTakeThePublishedConsistencyProof(int first, int second, String hashes) {
    ConsistencyProof proof = tree().consistency(first, second);

    assertThat(hex(proof.hashes())).isEqualTo(hashes);
    assertThat(proof.proves(bytes(ROOTS.get(first - 1)), bytes(ROOTS.get(second - 1)))).isTrue();
    assertThat(proof.proves(bytes(NOTHING), bytes(ROOTS.get(second - 1)))).isFalse();
  }

  private MerkleTree tree() {
    MerkleTree tree = new MerkleTree();
    ENTRIES.forEach(entry -> tree.append(hasher.leaf(bytes(entry))));
    return tree;
  }

  private static String hex(List<byte[]> hashes) {
    return String.join(" ", hashes.stream().map(PublishedVectorsTest::hex).toList());
  }

  private static String hex(byte[] hash) {
    return HexFormat.of().formatHex(hash);
  }

  private static byte[] bytes(String hex) {
    return HexFormat.of().parseHex(hex);
  }
}
