package io.fedlog.learning.merkle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Against the recursive definition, for all sizes up to 130 and all pairs. */
class MerkleTreeTest {
  private static final int SIZE = 130;

  private static final List<byte[]> entries = new ArrayList<>();
  private static final List<byte[]> roots = new ArrayList<>();
  private static final MerkleTree tree = new MerkleTree();

  private final TreeHasher hasher = new TreeHasher();

  @BeforeAll
  static void grow() {
    Random random = new Random(7);
    TreeHasher hasher = new TreeHasher();
    roots.add(NaiveTree.root(entries));
    for (int i = 0; i < SIZE; i++) {
      byte[] entry = new byte[random.nextInt(40)];
      random.nextBytes(entry);
      entries.add(entry);
      tree.append(hasher.leaf(entry));
      roots.add(NaiveTree.root(entries));
    }
  }

  @Test
  void shouldHaveTheDefinedRoots() {
    Frontier frontier = new Frontier(hasher);
    for (int size = 0; size <= SIZE; size++) {
      assertThat(tree.root(size)).isEqualTo(roots.get(size));
      assertThat(frontier.root()).isEqualTo(roots.get(size));
      assertThat(frontier.size()).isEqualTo(size);
      if (size < SIZE) {
        frontier.append(hasher.leaf(ByteBuffer.wrap(entries.get(size))));
      }
    }
  }

  @Test
  void shouldProveEveryLeafOfEverySize_andNoOther() {
    for (int size = 1; size <= SIZE; size++) {
      for (int index = 0; index < size; index++) {
        InclusionProof proof = tree.inclusion(index, size);
        byte[] leaf = hasher.leaf(entries.get(index));
        assertThat(proof.hashes())
            .containsExactlyElementsOf(NaiveTree.path(index, entries.subList(0, size)));
        assertThat(proof.proves(leaf, roots.get(size))).isTrue();
        assertThat(proof.proves(hasher.leaf(new byte[] {1, 2, 3}), roots.get(size))).isFalse();
        assertThat(proof.proves(leaf, roots.get(size - 1))).isFalse();
        assertFalseWhenChanged(proof, leaf, roots.get(size));
      }
    }
  }

  private static void assertFalseWhenChanged(InclusionProof proof, byte[] leaf, byte[] root) {
    for (int i = 0; i < proof.hashes().size(); i++) {
      List<byte[]> hashes = flipped(proof.hashes(), i);
      assertThat(new InclusionProof(proof.index(), proof.size(), hashes).proves(leaf, root))
          .isFalse();
    }
    List<byte[]> longer = new ArrayList<>(proof.hashes());
    longer.add(root);
    assertThat(new InclusionProof(proof.index(), proof.size(), longer).proves(leaf, root))
        .isFalse();
    if (proof.size() > 1) {
      List<byte[]> shorter = proof.hashes().subList(1, proof.hashes().size());
      assertThat(new InclusionProof(proof.index(), proof.size(), shorter).proves(leaf, root))
          .isFalse();
      assertThat(
              new InclusionProof(proof.index() ^ 1, proof.size(), proof.hashes())
                  .proves(leaf, root))
          .isFalse();
    }
  }

  @Test
  void shouldProveEveryPairOfSizes_andNoOther() {
    for (int second = 0; second <= SIZE; second++) {
      for (int first = 0; first <= second; first++) {
        ConsistencyProof proof = tree.consistency(first, second);
        if (first > 0) {
          assertThat(proof.hashes())
              .containsExactlyElementsOf(NaiveTree.proof(first, entries.subList(0, second)));
        }
        byte[] from = roots.get(first);
        byte[] to = roots.get(second);
        assertThat(proof.proves(from, to)).isTrue();
        assertThat(proof.proves(hasher.leaf(new byte[] {9}), to)).isFalse();
        if (first > 0) {
          assertThat(proof.proves(from, hasher.leaf(new byte[] {9}))).isFalse();
          assertThat(new ConsistencyProof(first - 1, second, proof.hashes()).proves(from, to))
              .isFalse();
        }
        for (int i = 0; i < proof.hashes().size(); i++) {
          List<byte[]> hashes = flipped(proof.hashes(), i);
          assertThat(new ConsistencyProof(first, second, hashes).proves(from, to)).isFalse();
        }
      }
    }
  }

  @Test
  void shouldNeedTwentyHashesAtMost_whenThereAreAMillionLeaves() {
    MerkleTree large = new MerkleTree();
    Frontier frontier = new Frontier(hasher);
    for (int i = 0; i < 1_000_000; i++) {
      byte[] leaf = hasher.leaf(ByteBuffer.allocate(4).putInt(0, i));
      large.append(leaf);
      frontier.append(leaf);
    }
    byte[] root = large.root(1_000_000);
    assertThat(root).isEqualTo(frontier.root());
    Random random = new Random(1);
    for (int i = 0; i < 2000; i++) {
      int index = i == 0 ? 999_999 : random.nextInt(1_000_000);
      InclusionProof proof = large.inclusion(index, 1_000_000);
      assertThat(proof.hashes()).hasSizeLessThanOrEqualTo(20);
      byte[] leaf = hasher.leaf(ByteBuffer.allocate(4).putInt(0, index));
      assertThat(proof.proves(leaf, root)).isTrue();
    }
  }

  @Test
  void shouldSayWhatWasExpected_whenAskedForWhatIsNotThere() {
    assertThatThrownBy(() -> tree.inclusion(5, 5)).hasMessage("index: expected 0 to 4, came 5");
    assertThatThrownBy(() -> tree.root(131)).hasMessage("leaves: expected 0 to 130, came 131");
    assertThatThrownBy(() -> tree.consistency(9, 8))
        .hasMessage("first: expected at most 8, came 9");
    assertThatThrownBy(() -> new MerkleTree().append(new byte[3]))
        .hasMessage("a hash has 32 bytes, came 3");
  }

  private static List<byte[]> flipped(List<byte[]> hashes, int which) {
    List<byte[]> changed = new ArrayList<>(hashes);
    byte[] hash = hashes.get(which).clone();
    hash[which % 32] ^= 4;
    changed.set(which, hash);
    return changed;
  }
}
