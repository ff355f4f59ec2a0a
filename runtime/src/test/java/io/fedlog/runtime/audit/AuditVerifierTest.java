package io.fedlog.runtime.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.fedlog.learning.merkle.MerkleTree;
import io.fedlog.learning.merkle.TreeHasher;
import io.fedlog.runtime.audit.HeadComparison.Result;
import io.fedlog.runtime.audit.SampleLog.Line;
import io.fedlog.runtime.trust.SigningKey;
import io.fedlog.schemas.TreeHead;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AuditVerifierTest {
  private final SigningKey key = SigningKey.generate();
  private final Random random = new Random(5);

  @Test
  void shouldSayHowFarItHolds_whenItDoes() {
    SampleLog log = SampleLog.random(30, key, random);
    log.entries.add(new Line(900, new byte[] {1}));

    AuditVerdict verdict = log.verified(key, log.head(0));

    assertThat(verdict.faults()).isEmpty();
    assertThat(verdict.entries()).isEqualTo(31);
    assertThat(verdict.uncovered()).isEqualTo(1);
    assertThat(verdict.heads()).isEqualTo(log.heads.size());
    assertThat(verdict.unsigned()).isZero();
    assertThat(verdict.keys()).containsExactly(SampleLog.hex(key));
  }

  @Test
  void shouldHold_whenNobodySignsAndNobodyExpectsIt() {
    AuditVerdict verdict = SampleLog.random(9, null, random).verified(null, null);

    assertThat(verdict.holds()).isTrue();
    assertThat(verdict.unsigned()).isEqualTo(verdict.heads());
  }

  @Test
  void shouldHold_whenThereIsNothing() {
    assertThat(new SampleLog(List.of(), List.of()).verified(key, null).holds()).isTrue();
  }

  @Test
  void shouldSayWhere_whenAnEntryWasChanged() {
    SampleLog log = log(List.of(2, 5, 8));
    log.entries.set(3, new Line(3, new byte[] {9}));

    assertThat(log.verified(key, null).faults())
        .containsExactly(
            "The head at offset 2 of fl.audit-heads, of 5 entries, does not fit the log: one of the"
                + " entries 0 to 4 (up to offset 4 of fl.audit) was changed, taken out, put in or"
                + " moved.",
            "The head at offset 4 of fl.audit-heads, of 8 entries, does not fit the log: one of the"
                + " entries 0 to 7 (up to offset 7 of fl.audit) was changed, taken out, put in or"
                + " moved.");
  }

  @Test
  void shouldSaySo_whenTheLogWasCut() {
    SampleLog log = log(List.of(2, 8));
    log.entries.subList(6, 8).clear();

    assertThat(log.verified(key, log.head(1)).faults())
        .containsExactly(
            "The head at offset 2 of fl.audit-heads, of 8 entries, is of more entries than the log"
                + " has: it ends after 6. The log was cut or rolled back.",
            "The log had 8 entries when it was verified last and has 6 now: it was cut or rolled"
                + " back.");
  }

  @Test
  void shouldSaySo_whenAHeadIsMissing_orComesTwice() {
    SampleLog missing = log(List.of(2, 5, 8));
    missing.heads.remove(1);
    assertThat(missing.verified(key, null).faults())
        .singleElement()
        .asString()
        .contains("says that the one before it is of 5 entries, but that is of 2");

    SampleLog twice = log(List.of(2, 5, 8));
    twice.heads.add(twice.heads.get(2));
    assertThat(twice.verified(key, null).faults())
        .singleElement()
        .asString()
        .contains("comes after one of 8 entries: heads are repeated or out of order");
  }

  @Test
  void shouldSaySo_whenTheKeyChanges_unlessBothAreGiven() {
    SampleLog log = log(List.of(2));
    SigningKey other = SigningKey.generate();
    List<Line> anew = SampleLog.heads(log.entries, List.of(2, 8), other);
    log.heads.add(anew.get(1));

    assertThat(log.verified(null, null).faults())
        .singleElement()
        .asString()
        .contains("is signed by key " + other.id() + ", which is none of those that may sign");
    AuditVerifier both =
        new AuditVerifier(
            SampleLog.CODEC, Set.of(SampleLog.hex(key), SampleLog.hex(other)), log.head(0));
    log.heads.forEach(line -> both.head(line.offset(), line.value()));
    for (Line line : log.entries) {
      byte[] unused = both.entry(line.offset(), 0, line.value());
    }
    assertThat(both.verdict().faults()).isEmpty();
  }

  @Test
  void shouldSaySo_whenNothingVouchesForTheLog() {
    SampleLog log = log(List.of(8));
    log.heads.clear();

    assertThat(log.verified(null, null).faults())
        .singleElement()
        .asString()
        .startsWith("There is no head on fl.audit-heads");
  }

  @Test
  void shouldTellTheFirstFaults_whenThereAreMany() {
    SampleLog log = SampleLog.random(600, key, random);
    log.entries.set(0, new Line(0, new byte[1]));

    List<String> faults = log.verified(key, null).faults();

    assertThat(faults).hasSize(21);
    assertThat(faults.get(20)).isEqualTo("And %d more.".formatted(log.heads.size() - 20));
  }

  /** A coordinator is a function of the log: whichever of two publishes, the head is the same. */
  @Test
  void shouldBeTheSameHead_whoeverMakesIt() {
    List<Line> entries = SampleLog.random(40, key, random).entries;

    List<Line> one = SampleLog.heads(entries, List.of(40), key);
    List<Line> other = SampleLog.heads(entries, List.of(40), key);

    assertThat(one.get(0).value()).isEqualTo(other.get(0).value());
  }

  @Test
  void shouldFindASplitView_whenTheSignerShowsTwoVerifiersTwoLogs() {
    for (int i = 0; i < 50; i++) {
      SampleLog here = SampleLog.random(3 + random.nextInt(40), key, random);
      int from = random.nextInt(here.entries.size());
      List<Line> forked = new ArrayList<>(here.entries);
      forked.set(from, new Line(forked.get(from).offset(), new byte[] {(byte) i, 1, 2}));
      SampleLog there = new SampleLog(forked, SampleLog.heads(forked, here.sizes(), key));
      int last = here.heads.size() - 1;
      TreeHead seenHere = here.head(last);
      TreeHead seenThere = there.head(last);

      assertThat(here.verified(key, null).holds()).isTrue();
      assertThat(there.verified(key, null).holds()).isTrue();
      assertThat(HeadComparison.of(seenHere, seenThere).result()).isEqualTo(Result.SPLIT_VIEW);
      assertThat(HeadComparison.of(seenHere, seenHere).result()).isEqualTo(Result.ONE_LOG);
    }
  }

  @Test
  void shouldAskTheLog_whenTwoVerifiersSawDifferentSizes() {
    SampleLog here = log(List.of(3, 8));
    List<Line> forked = new ArrayList<>(here.entries);
    forked.set(1, new Line(1, new byte[] {66}));
    TreeHead small = here.head(0);
    TreeHead forkedSmall =
        SampleLog.CODEC.decode(SampleLog.heads(forked, List.of(3), key).get(0).value());
    TreeHead large = here.head(1);

    assertThat(HeadComparison.of(large, small).result()).isEqualTo(Result.ASK_THE_LOG);
    assertThat(HeadComparison.of(large, small, tree(here)).result()).isEqualTo(Result.ONE_LOG);
    HeadComparison split = HeadComparison.of(large, forkedSmall, tree(here));
    assertThat(split.result()).isEqualTo(Result.SPLIT_VIEW);
    assertThat(split.text())
        .isEqualTo(
            "Split view: The log is that of the head of 8 entries, and does not begin with that of"
                + " 3.");
  }

  /** A log that is not the larger head's says nothing about whoever signed both. */
  @Test
  void shouldAccuseNobody_whenTheLogIsNotTheirs() {
    SampleLog here = log(List.of(3, 8));
    SampleLog changed = here.copy();
    changed.entries.set(5, new Line(5, new byte[] {66}));
    SampleLog other = here.copy();
    other.entries.set(1, new Line(1, new byte[] {66}));

    HeadComparison later = HeadComparison.of(here.head(0), here.head(1), tree(changed));
    HeadComparison neither = HeadComparison.of(here.head(0), here.head(1), tree(other));

    assertThat(HeadComparison.of(here.head(0), here.head(1), tree(here)).result())
        .isEqualTo(Result.ONE_LOG);
    List<Line> forked = new ArrayList<>(here.entries);
    forked.set(1, new Line(1, new byte[] {67}));
    TreeHead large =
        SampleLog.CODEC.decode(SampleLog.heads(forked, List.of(8), key).get(0).value());
    assertThat(HeadComparison.of(here.head(0), large, tree(changed)).result())
        .isEqualTo(Result.NOT_COMPARABLE);
    assertThat(HeadComparison.of(here.head(0), large, tree(changed)).text())
        .startsWith("The log begins with the head of 3 entries and is not that of 8");
    assertThat(HeadComparison.of(here.head(0), large, tree(other)).text())
        .startsWith("The log is that of neither head");
    assertThat(List.of(later.result(), neither.result())).containsOnly(Result.NOT_COMPARABLE);
  }

  @Test
  void shouldCallNothingEvidence_thatNobodySigned() {
    SampleLog one = SampleLog.random(5, null, random);
    SampleLog other = SampleLog.random(5, null, random);
    TreeHead head = one.head(one.heads.size() - 1);

    assertThat(HeadComparison.of(head, head).result()).isEqualTo(Result.NOT_COMPARABLE);
    assertThat(HeadComparison.of(head, other.head(other.heads.size() - 1)).text())
        .isEqualTo(
            "A head is not signed: nobody vouches for it, so that it is evidence of nothing.");
  }

  @Test
  void shouldSaySo_whenASignatureWasExpected() {
    SampleLog unsigned = SampleLog.random(9, null, random);
    SampleLog signed = log(List.of(2));

    assertThat(unsigned.verified(key, null).faults())
        .allMatch(fault -> fault.endsWith("is not signed, and a signature was expected."))
        .hasSize(unsigned.heads.size());
    signed.heads.add(
        new Line(9, SampleLog.heads(signed.entries, List.of(2, 8), null).get(1).value()));
    assertThat(signed.verified(null, null).faults())
        .singleElement()
        .asString()
        .contains("is not signed, and a signature was expected");
  }

  @Test
  void shouldSaySo_whenAReplacedKeySignsAgain() {
    SampleLog log = log(List.of(2));
    SigningKey other = SigningKey.generate();
    log.heads.add(SampleLog.heads(log.entries, List.of(2, 5), other).get(1));
    log.heads.add(SampleLog.heads(log.entries, List.of(2, 5, 8), key).get(2));
    AuditVerifier both =
        new AuditVerifier(SampleLog.CODEC, Set.of(SampleLog.hex(key), SampleLog.hex(other)), null);
    log.heads.forEach(line -> both.head(line.offset(), line.value()));
    for (Line line : log.entries) {
      byte[] unused = both.entry(line.offset(), 0, line.value());
    }

    assertThat(both.verdict().faults())
        .singleElement()
        .asString()
        .endsWith("is signed by key " + key.id() + " again, which another had replaced.");
  }

  /** A restored log may lie at other offsets; they are no part of the tree. */
  @Test
  void shouldHoldAndSaySo_whenTheLogLiesAtOtherOffsets() {
    SampleLog log = log(List.of(2, 8));
    log.entries.replaceAll(line -> new Line(line.offset() * 2, line.value()));

    AuditVerdict verdict = log.verified(key, log.head(1));

    assertThat(verdict.faults()).isEmpty();
    assertThat(verdict.moved()).isEqualTo(2);
  }

  @Test
  void shouldNotCompare_whatDifferentKeysSigned_orIsNotBelieved() {
    SampleLog log = log(List.of(8));
    TreeHead head = log.head(0);
    TreeHead others =
        SampleLog.CODEC.decode(
            SampleLog.heads(log.entries, List.of(8), SigningKey.generate()).get(0).value());
    TreeHead changed = TreeHead.newBuilder(head).setTreeSize(7).build();

    assertThat(HeadComparison.of(head, others).result()).isEqualTo(Result.NOT_COMPARABLE);
    assertThat(HeadComparison.of(head, changed).text()).contains("its signature is not over");
  }

  private static MerkleTree tree(SampleLog log) {
    MerkleTree tree = new MerkleTree();
    TreeHasher hasher = new TreeHasher();
    log.entries.forEach(line -> tree.append(hasher.leaf(line.value())));
    return tree;
  }

  /** Eight entries at offsets 0 to 7. */
  private SampleLog log(List<Integer> sizes) {
    List<Line> entries = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      entries.add(new Line(i, new byte[] {(byte) i, 77}));
    }
    return new SampleLog(entries, SampleLog.heads(entries, sizes, key));
  }
}
