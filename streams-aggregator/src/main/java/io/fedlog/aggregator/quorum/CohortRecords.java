package io.fedlog.aggregator.quorum;

import io.fedlog.aggregator.wire.Codecs;
import io.fedlog.learning.round.AttemptReference;
import io.fedlog.learning.round.Effect;
import io.fedlog.learning.round.WindowDecision;
import io.fedlog.schemas.AuditEvent;
import io.fedlog.schemas.CanonicalText;
import io.fedlog.schemas.CohortMember;
import io.fedlog.schemas.RosterEntry;
import io.fedlog.schemas.RosterPage;
import io.fedlog.schemas.RoundControl;
import io.fedlog.schemas.SealAdmitted;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What seals have said of the updates of open rounds, kept until a decision makes them a cohort,
 * which is then told page by page. A row of some 200 bytes a sealed attempt in the quorum's durable
 * memory; it goes with the decision, the refusal or the end of the round.
 */
final class CohortRecords {
  /** A page is told before it can pass 256 KiB. */
  private static final int PAGE_BYTES = 240 * 1024;

  /** The most that a member takes beside its texts. */
  private static final int MEMBER_OVERHEAD = 80;

  private static final String OPEN = "cohort-open/";
  private static final String COHORT = "cohort/";

  /** Takes the pages of a cohort as they come. */
  @FunctionalInterface
  interface Pages {
    /** Members that follow each other, the first of them the cohort's {@code first}, from 0. */
    void take(int page, int first, List<CohortMember> members);
  }

  /**
   * What was told of a cohort.
   *
   * @param sha256 over the canonical texts of all members, each ended by LF, lower-case hex
   */
  record Told(int pages, int members, String sha256) {}

  private final Codecs codecs;
  private final QuorumStores stores;
  private final Set<String> open = new HashSet<>();

  CohortRecords(Codecs codecs, QuorumStores stores) {
    this.codecs = codecs;
    this.stores = stores;
  }

  /** Finds again which rounds it keeps seals of. */
  void restore() {
    stores.recordsUnder(OPEN).forEach(row -> open.add(row.getKey().substring(OPEN.length())));
  }

  void opened(String roundId) {
    open.add(roundId);
    stores.keepRecord(OPEN + roundId, new byte[1]);
  }

  /** Keeps what the first seal of an attempt says. */
  void sealed(String roundId, SealAdmitted seal) {
    String row = seal(roundId, seal.getStoreId(), seal.getAttemptId());
    if (seal.getReason() == null && open.contains(roundId) && stores.record(row) == null) {
      CohortMember member =
          new CohortMember(
              seal.getStoreId(),
              seal.getAttemptId(),
              seal.getRootDigest(),
              seal.getWeight(),
              seal.getBaseVersion(),
              seal.getDatasetFingerprint(),
              seal.getCodeVersion());
      stores.keepRecord(row, codecs.audit().encode(only(member)));
    }
  }

  /** A page of completed attempts: where the cohort's bits find them. */
  void roster(RosterPage page, RoundControl order) {
    if (open.contains(page.getRoundId())) {
      stores.keepRecord(
          rosters(page.getRoundId()) + String.format(Locale.ROOT, "%08d", page.getPage()),
          codecs.roundControl().encode(order));
    }
  }

  /** The attempt will never be in a cohort. */
  void dropped(@Nullable String roundId, @Nullable String storeId, @Nullable Long attemptId) {
    if (roundId != null && storeId != null && attemptId != null && open.contains(roundId)) {
      stores.forgetRecord(seal(roundId, storeId, attemptId));
    }
  }

  /**
   * Tells who is in the cohort, and forgets what was kept of them.
   *
   * @return null when the round was opened by a release that kept nothing of seals
   */
  @Nullable Told decided(Effect.Decide decide, Pages pages) {
    if (!open.contains(decide.roundId())) {
      return null;
    }
    Telling telling = new Telling(pages);
    WindowDecision window = decide.window();
    if (window == null) {
      ofRosters(decide, telling);
    } else {
      window.entries().forEach(entry -> tell(decide.roundId(), entry.attempt(), telling));
    }
    return telling.end();
  }

  private void ofRosters(Effect.Decide decide, Telling telling) {
    byte[] cohort = decide.cohort();
    for (Map.Entry<String, byte[]> row : stores.recordsUnder(rosters(decide.roundId()))) {
      RosterPage page = (RosterPage) codecs.roundControl().decode(row.getValue()).getOrder();
      int ordinal = page.getFirstOrdinal();
      for (RosterEntry entry : page.getEntries()) {
        if (ordinal / 8 < cohort.length && (cohort[ordinal / 8] >> (ordinal % 8) & 1) != 0) {
          tell(
              decide.roundId(),
              new AttemptReference(entry.getStoreId(), entry.getAttemptId()),
              telling);
        }
        ordinal++;
      }
      stores.forgetRecord(row.getKey());
    }
  }

  private void tell(String roundId, AttemptReference attempt, Telling telling) {
    String row = seal(roundId, attempt.storeId(), attempt.attemptId());
    byte[] kept = stores.record(row);
    if (kept != null) {
      telling.add(codecs.audit().decode(kept).getCohort().get(0));
      stores.forgetRecord(row);
    }
  }

  /** Forgets what is still kept of a round. */
  void closed(String roundId) {
    if (open.remove(roundId)) {
      stores.forgetRecord(OPEN + roundId);
      stores.recordsUnder(COHORT + roundId + "/").forEach(row -> stores.forgetRecord(row.getKey()));
    }
  }

  private static AuditEvent only(CohortMember member) {
    return new AuditEvent("", null, null, "", "", Map.of(), Instant.EPOCH, List.of(member));
  }

  private static String seal(String roundId, String storeId, long attemptId) {
    return COHORT + roundId + "/seal/" + storeId + "/" + attemptId;
  }

  private static String rosters(String roundId) {
    return COHORT + roundId + "/roster/";
  }

  /** Cuts a cohort into pages as it is told. */
  private static final class Telling {
    private final Pages pages;
    private final MessageDigest digest = CanonicalText.newDigest();
    private List<CohortMember> page = new ArrayList<>();
    private int bytes;
    private int told;
    private int count;

    Telling(Pages pages) {
      this.pages = pages;
    }

    void add(CohortMember member) {
      int size = MEMBER_OVERHEAD + bytes(member.getStoreId());
      size += bytes(member.getDatasetFingerprint()) + bytes(member.getCodeVersion());
      if (bytes + size > PAGE_BYTES) {
        flush();
      }
      digest.update((CanonicalText.of(member) + "\n").getBytes(StandardCharsets.UTF_8));
      page.add(member);
      bytes += size;
    }

    private static int bytes(@Nullable String text) {
      return text == null ? 0 : 3 * text.length();
    }

    private void flush() {
      if (!page.isEmpty()) {
        pages.take(count++, told, page);
        told += page.size();
        page = new ArrayList<>();
        bytes = 0;
      }
    }

    Told end() {
      flush();
      return new Told(count, told, HexFormat.of().formatHex(digest.digest()));
    }
  }
}
