package io.fedlog.benchmarks.audit;

import io.fedlog.benchmarks.report.Bar;
import io.fedlog.benchmarks.report.Report;
import io.fedlog.learning.merkle.ConsistencyProof;
import io.fedlog.learning.merkle.InclusionProof;
import io.fedlog.learning.merkle.MerkleTree;
import io.fedlog.learning.merkle.TreeHasher;
import java.nio.ByteBuffer;
import java.util.Random;

/** Proofs in a tree of many entries, without Kafka. */
final class Proofs {
  private static final int PROOFS = 20_000;

  private Proofs() {}

  static void measure(int entries, Report report) {
    TreeHasher hasher = new TreeHasher();
    MerkleTree tree = new MerkleTree();
    long start = System.nanoTime();
    for (int i = 0; i < entries; i++) {
      tree.append(hasher.leaf(entry(i)));
    }
    double built = (System.nanoTime() - start) / 1e9;
    byte[] root = tree.root(entries);
    Random random = new Random(1);
    int longest = 0;
    long proving = 0;
    long checking = 0;
    for (int i = 0; i < PROOFS; i++) {
      int index = random.nextInt(entries);
      long begin = System.nanoTime();
      InclusionProof proof = tree.inclusion(index, entries);
      long made = System.nanoTime();
      boolean holds = proof.proves(hasher.leaf(entry(index)), root);
      checking += System.nanoTime() - made;
      proving += made - begin;
      longest = Math.max(longest, proof.hashes().size());
      int first = 1 + random.nextInt(entries);
      ConsistencyProof extension = tree.consistency(first, entries);
      if (!holds || !extension.proves(tree.root(first), root)) {
        report.wrong("a proof of an honest tree does not hold, of entry " + index);
      }
    }
    report
        .figure("tree_entries_per_second", entries / built, "/s")
        .figure("proof_hashes", longest, "hashes", Bar.atMost(20))
        .figure("proof_bytes", 32.0 * longest, "bytes")
        .figure("proof_made", proving / 1e3 / PROOFS, "us")
        .figure("proof_checked", checking / 1e3 / PROOFS, "us");
  }

  private static byte[] entry(int number) {
    return ByteBuffer.allocate(200).putInt(number).array();
  }
}
