package io.fedlog.runtime.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.fedlog.runtime.audit.SampleLog.Line;
import io.fedlog.runtime.trust.SigningKey;
import io.fedlog.schemas.TreeHead;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Signatures are checked once, many at a time, and faults are told in the order of the log. */
class HeadIntakeTest {
  private final SigningKey key = SigningKey.generate();
  private final Map<Long, Boolean> judged = new ConcurrentHashMap<>();

  @Test
  void shouldCheckNewSignaturesOnly_whenTheHeadsBeforeAreKnown() {
    SampleLog log = log(8, List.of(2, 4, 6, 8));

    AuditVerdict verdict = log.verified(this::judge, key, log.head(1), log.headsSha256(1));

    assertThat(verdict.faults()).isEmpty();
    assertThat(verdict.headsSha256()).isEqualTo(log.headsSha256(3));
    assertThat(judged).containsOnlyKeys(6L, 8L);
    judged.clear();
    assertThat(log.verified(this::judge, key, log.head(1), null).faults()).isEmpty();
    assertThat(judged).containsOnlyKeys(2L, 4L, 6L, 8L);
  }

  @Test
  void shouldSaySo_whenASignatureBeforeTheRememberedHeadIsAnother() {
    SampleLog log = log(8, List.of(2, 4, 6, 8));
    String before = log.headsSha256(1);
    Line first = log.heads.get(0);
    TreeHead other =
        TreeHead.newBuilder(log.head(0)).setSignature(ByteBuffer.wrap(new byte[64])).build();
    log.heads.set(0, new Line(first.offset(), SampleLog.CODEC.encode(other)));

    assertThat(log.verified(this::judge, key, log.head(1), before).faults())
        .containsExactly(
            "The heads up to that of 4 entries are not, byte for byte, those that were verified"
                + " last: one was changed, taken out or put in.");
  }

  @Test
  void shouldTellFaultsInOrder_whenThereAreMoreHeadsThanAreJudgedAtOnce() {
    int size = 9_000;
    SampleLog log = log(size, IntStream.rangeClosed(1, size).boxed().toList());
    List<String> faults =
        log.verified(
                head -> head.getTreeSize() % 1_000 == 0 ? "bad " + head.getTreeSize() : null,
                null,
                null)
            .faults();

    assertThat(faults.stream().filter(fault -> fault.contains("cannot be believed")))
        .extracting(fault -> fault.substring(fault.indexOf("bad ")))
        .containsExactly(
            IntStream.rangeClosed(1, 9)
                .mapToObj(thousands -> "bad %d000.".formatted(thousands))
                .toArray(String[]::new));
  }

  private String judge(TreeHead head) {
    judged.put(head.getTreeSize(), true);
    return SignedHead.fault(head);
  }

  /** Few are signed: that is what takes time. */
  private SampleLog log(int size, List<Integer> sizes) {
    SigningKey by = size < 100 ? key : null;
    List<Line> entries = new ArrayList<>();
    Random random = new Random(3);
    for (int i = 0; i < size; i++) {
      byte[] value = new byte[9];
      random.nextBytes(value);
      entries.add(new Line(i, value));
    }
    return new SampleLog(entries, SampleLog.heads(entries, sizes, by));
  }
}
