package io.fedlog.runtime.audit;

import io.fedlog.runtime.trust.SigningKey;
import io.fedlog.schemas.FingerprintDirectory;
import io.fedlog.schemas.RecordCodec;
import io.fedlog.schemas.Topics;
import io.fedlog.schemas.TreeHead;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Both topics in memory, as an honest coordinator would have written them. */
final class SampleLog {
  static final RecordCodec<TreeHead> CODEC =
      RecordCodec.of(Topics.AUDIT_HEADS, new FingerprintDirectory());

  /** A record as it lies on its topic. */
  record Line(long offset, byte[] value) {}

  final List<Line> entries;
  final List<Line> heads;

  SampleLog(List<Line> entries, List<Line> heads) {
    this.entries = new ArrayList<>(entries);
    this.heads = new ArrayList<>(heads);
  }

  SampleLog copy() {
    return new SampleLog(entries, heads);
  }

  /**
   * A log of random entries with a last head that covers them all; offsets have gaps, as where
   * transactions end.
   *
   * @param key signs; null: nobody does
   */
  static SampleLog random(int size, @Nullable SigningKey key, Random random) {
    List<Line> entries = new ArrayList<>();
    long offset = 0;
    for (int i = 0; i < size; i++) {
      byte[] value = new byte[8 + random.nextInt(40)];
      random.nextBytes(value);
      entries.add(new Line(offset, value));
      offset += 1 + random.nextInt(2);
    }
    List<Integer> sizes = new ArrayList<>();
    for (int at = 1; at < size; at++) {
      if (random.nextInt(20) == 0) {
        sizes.add(at);
      }
    }
    sizes.add(size);
    return new SampleLog(entries, heads(entries, sizes, key));
  }

  /** The heads that the entries have at these sizes. */
  static List<Line> heads(List<Line> entries, List<Integer> sizes, @Nullable SigningKey key) {
    List<Line> heads = new ArrayList<>();
    AuditTree tree = new AuditTree();
    long previous = 0;
    for (Line entry : entries) {
      byte[] unused = tree.append(entry.offset(), 1000 + entry.offset(), entry.value());
      if (sizes.contains((int) tree.size())) {
        TreeHead head = tree.head(previous);
        previous = tree.size();
        byte[] value = CODEC.encode(key == null ? head : SignedHead.sign(head, key));
        heads.add(new Line(2L * heads.size(), value));
      }
    }
    return heads;
  }

  TreeHead head(int which) {
    return CODEC.decode(heads.get(which).value());
  }

  /** The digest of the heads up to this one. */
  String headsSha256(int which) {
    SampleLog until = new SampleLog(List.of(), heads.subList(0, which + 1));
    return until.verified(head -> null, null, null).headsSha256();
  }

  List<Integer> sizes() {
    return heads.stream().map(line -> (int) CODEC.decode(line.value()).getTreeSize()).toList();
  }

  AuditVerdict verified(@Nullable SigningKey trusted, @Nullable TreeHead remembered) {
    return verified(SignedHead::fault, trusted, remembered);
  }

  AuditVerdict verified(
      HeadChain.Judge judge, @Nullable SigningKey trusted, @Nullable TreeHead remembered) {
    return verified(judge, trusted, remembered, null);
  }

  AuditVerdict verified(
      HeadChain.Judge judge,
      @Nullable SigningKey trusted,
      @Nullable TreeHead remembered,
      @Nullable String headsSha256) {
    AuditVerifier verifier =
        new AuditVerifier(
            CODEC,
            judge,
            trusted == null ? Set.of() : Set.of(hex(trusted)),
            remembered,
            headsSha256);
    heads.forEach(line -> verifier.head(line.offset(), line.value()));
    for (Line line : entries) {
      byte[] unused = verifier.entry(line.offset(), 1000 + line.offset(), line.value());
    }
    return verifier.verdict();
  }

  static String hex(SigningKey key) {
    return HexFormat.of().formatHex(key.publicKey().getEncoded());
  }
}
