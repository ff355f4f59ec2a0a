package io.fedlog.runtime.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.fedlog.runtime.audit.SampleLog.Line;
import io.fedlog.runtime.trust.SigningKey;
import io.fedlog.schemas.TreeHead;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * 10,000 seeded changes to logs of random sizes, with a head that was verified before: the verifier
 * finds every one. Each log holds before it is changed.
 */
class TamperingTest {
  private static final int LOGS = 500;
  private static final int CHANGES = 20;

  private final SigningKey key = SigningKey.generate();
  private final SigningKey stranger = SigningKey.generate();
  private final Random random = new Random(20261121);
  private final Map<TreeHead, Optional<String>> judged = new HashMap<>();
  private final Map<Change, Integer> tried = new EnumMap<>(Change.class);

  private enum Change {
    FLIP_ENTRY,
    DROP_ENTRY,
    DUPLICATE_ENTRY,
    REORDER_ENTRIES,
    INSERT_ENTRY,
    SPLICE,
    FLIP_HEAD,
    DROP_HEAD,
    DUPLICATE_HEAD,
    SWAP_HEADS,
    UNSIGN_HEAD,
    TRUNCATE_LOG,
    ROLL_BACK_BOTH,
    ROLL_BACK_HEADS,
    FORK_BY_A_STRANGER,
    FORK_BY_THE_SIGNER
  }

  @Test
  void shouldFindEveryChange() {
    int found = 0;
    for (int i = 0; i < LOGS; i++) {
      SampleLog log = SampleLog.random(2 + random.nextInt(40), key, random);
      int which = random.nextInt(log.heads.size());
      TreeHead remembered = log.head(which);
      String headsSha256 = log.headsSha256(which);
      assertThat(log.verified(this::judge, key, remembered).faults()).isEmpty();
      assertThat(log.verified(this::judge, key, remembered, headsSha256).faults()).isEmpty();
      for (int j = 0; j < CHANGES; j++) {
        Change change = pick(log);
        SampleLog changed = changed(log, remembered, change);
        assertThat(changed.verified(this::judge, key, remembered).faults())
            .as("%s of a log of %d, change %d", change, log.entries.size(), i * CHANGES + j)
            .isNotEmpty();
        assertThat(changed.verified(this::judge, key, remembered, headsSha256).faults())
            .as("%s, when the heads up to the remembered one are known", change)
            .isNotEmpty();
        tried.merge(change, 1, Integer::sum);
        found++;
      }
    }
    assertThat(found).isEqualTo(10_000);
    assertThat(tried).hasSize(Change.values().length);
    assertThat(tried.values()).allMatch(times -> times > 100);
  }

  /** What a head covers is found by whoever has never looked before and knows no key. */
  @Test
  void shouldFindWhatHeadsCover_withoutAMemoryOrAKey() {
    List<Change> changes =
        List.of(
            Change.FLIP_ENTRY,
            Change.DROP_ENTRY,
            Change.DUPLICATE_ENTRY,
            Change.REORDER_ENTRIES,
            Change.INSERT_ENTRY,
            Change.SPLICE,
            Change.TRUNCATE_LOG,
            Change.DROP_HEAD,
            Change.DUPLICATE_HEAD,
            Change.SWAP_HEADS);
    for (int i = 0; i < 50; i++) {
      SampleLog log = SampleLog.random(20 + random.nextInt(40), key, random);
      if (log.heads.size() < 2) {
        continue;
      }
      for (Change change : changes) {
        SampleLog changed = changed(log, log.head(0), change);
        assertThat(changed.verified(this::judge, null, null).faults())
            .as("%s", change)
            .isNotEmpty();
      }
    }
  }

  /** A signature takes long to check, and most heads come again and again. */
  private @Nullable String judge(TreeHead head) {
    return judged.computeIfAbsent(head, h -> Optional.ofNullable(SignedHead.fault(h))).orElse(null);
  }

  /** One that changes something of this log. */
  private Change pick(SampleLog log) {
    while (true) {
      Change change = Change.values()[random.nextInt(Change.values().length)];
      boolean possible =
          switch (change) {
            case DROP_HEAD, SWAP_HEADS -> log.heads.size() > 1;
            // Each costs new signatures; a few hundred are enough.
            case FORK_BY_A_STRANGER, FORK_BY_THE_SIGNER -> random.nextInt(3) == 0;
            default -> true;
          };
      if (possible) {
        return change;
      }
    }
  }

  private SampleLog changed(SampleLog log, TreeHead remembered, Change change) {
    SampleLog copy = log.copy();
    List<Line> entries = copy.entries;
    List<Line> heads = copy.heads;
    int seen = (int) remembered.getTreeSize();
    switch (change) {
      case FLIP_ENTRY -> flip(entries);
      case DROP_ENTRY -> entries.remove(random.nextInt(entries.size()));
      case DUPLICATE_ENTRY -> {
        int which = random.nextInt(entries.size() - 1); // the last twice is a further entry
        entries.add(which, entries.get(which));
      }
      case REORDER_ENTRIES -> swapValues(entries);
      case INSERT_ENTRY -> entries.add(random.nextInt(entries.size()), line(7));
      case SPLICE -> splice(entries);
      case FLIP_HEAD -> flip(heads);
      case DROP_HEAD -> heads.remove(random.nextInt(heads.size() - 1));
      case DUPLICATE_HEAD -> {
        int which = random.nextInt(heads.size());
        heads.add(which, heads.get(which));
      }
      case SWAP_HEADS -> swapValues(heads);
      case UNSIGN_HEAD -> unsign(heads);
      case TRUNCATE_LOG -> entries.subList(random.nextInt(entries.size()), entries.size()).clear();
      case ROLL_BACK_BOTH -> {
        entries.subList(random.nextInt(seen), entries.size()).clear();
        heads.removeIf(line -> size(line) > entries.size());
      }
      case ROLL_BACK_HEADS -> heads.removeIf(line -> size(line) >= seen);
      case FORK_BY_A_STRANGER -> fork(copy, random.nextInt(entries.size()), stranger);
      case FORK_BY_THE_SIGNER -> fork(copy, random.nextInt(seen), key);
    }
    return copy;
  }

  private void flip(List<Line> lines) {
    int which = random.nextInt(lines.size());
    byte[] value = lines.get(which).value().clone();
    value[random.nextInt(value.length)] ^= (byte) (1 << random.nextInt(8));
    lines.set(which, new Line(lines.get(which).offset(), value));
  }

  private void swapValues(List<Line> lines) {
    int one = random.nextInt(lines.size());
    int other = (one + 1 + random.nextInt(lines.size() - 1)) % lines.size();
    Collections.swap(lines, one, other);
  }

  /** A piece of the log is taken out and put in elsewhere. */
  private void splice(List<Line> entries) {
    int from = random.nextInt(entries.size());
    int to = from + 1 + random.nextInt(entries.size() - from);
    List<Line> piece = new ArrayList<>(entries.subList(from, to));
    if (piece.size() == entries.size()) {
      piece.remove(0);
      from++;
    }
    entries.subList(from, to).clear();
    int target = (from + 1 + random.nextInt(entries.size())) % (entries.size() + 1);
    entries.addAll(target, piece);
  }

  private void unsign(List<Line> heads) {
    int which = random.nextInt(heads.size());
    TreeHead head = SampleLog.CODEC.decode(heads.get(which).value());
    TreeHead bare =
        TreeHead.newBuilder(head)
            .setPublicKey(null)
            .setSigningKeyId(null)
            .setSignature(null)
            .build();
    heads.set(which, new Line(heads.get(which).offset(), SampleLog.CODEC.encode(bare)));
  }

  /** From one entry on the log is another, and its heads are signed anew. */
  private void fork(SampleLog log, int from, SigningKey by) {
    List<Integer> sizes = log.sizes();
    for (int i = from; i < log.entries.size(); i++) {
      log.entries.set(i, line(log.entries.get(i).offset()));
    }
    List<Line> anew = SampleLog.heads(log.entries, sizes, by);
    for (int i = 0; i < anew.size(); i++) {
      if (sizes.get(i) > from) {
        log.heads.set(i, anew.get(i));
      }
    }
  }

  private Line line(long offset) {
    byte[] value = new byte[48];
    random.nextBytes(value);
    return new Line(offset, value);
  }

  private static long size(Line head) {
    return SampleLog.CODEC.decode(head.value()).getTreeSize();
  }
}
