package io.fedlog.aggregator.quorum;

import io.fedlog.aggregator.wire.Emitter;
import io.fedlog.learning.round.SecureStep;
import io.fedlog.learning.secure.Advertisement;
import io.fedlog.learning.secure.Group;
import io.fedlog.learning.secure.MaskSeal;
import io.fedlog.runtime.secure.SecureRecords;
import io.fedlog.schemas.Keys;
import io.fedlog.schemas.SecureGroup;
import io.fedlog.schemas.SecureMember;
import io.fedlog.schemas.SecureRound;
import io.fedlog.schemas.SecureSharers;
import io.fedlog.schemas.SecureSurvivors;
import io.fedlog.schemas.SurvivorSeal;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Tells the stores of a round that masks what is asked of them: fl.secure-rounds. */
final class SecureOrders {
  /** Bytes of a group's page that its members may fill: 256 KiB with what stands beside them. */
  private static final int PAGE_BYTES = 240 * 1024;

  private static final int SEALS_A_PAGE = 2_000;

  /** At most what a member takes of a page: its name, two keys, a signature of intake's length. */
  private static final int MOST_MEMBER_BYTES = 600;

  private final Emitter emitter;

  SecureOrders(Emitter emitter) {
    this.emitter = emitter;
  }

  /** Tells the stores; a step that is not theirs is left to the chunk tasks. */
  void tell(String roundId, String modelType, SecureStep step) {
    if (step instanceof SecureStep.GroupClosed closed) {
      group(roundId, modelType, closed);
    } else if (step instanceof SecureStep.SharersNamed named) {
      emit(
          Keys.secureSharers(roundId),
          roundId,
          modelType,
          new SecureSharers(
              ByteBuffer.wrap(named.group().digest()),
              ByteBuffer.wrap(named.sharers().toBytes()),
              named.sharers().size(),
              Instant.ofEpochMilli(named.untilMillis())));
    } else if (step instanceof SecureStep.OutcomeDecided decided) {
      outcome(roundId, modelType, decided);
    }
  }

  /**
   * The round is retired: compaction may forget all that its stores were told.
   *
   * @param mostStores that its group can have had, and so pages
   */
  void forget(String roundId, int mostStores) {
    long groupPages = 1 + (long) mostStores * MOST_MEMBER_BYTES / PAGE_BYTES;
    for (int page = 0; page < groupPages; page++) {
      emitter.forgetSecureRound(Keys.secureGroup(roundId, page));
    }
    emitter.forgetSecureRound(Keys.secureSharers(roundId));
    for (int page = 0; page <= mostStores / SEALS_A_PAGE; page++) {
      emitter.forgetSecureRound(Keys.secureSurvivors(roundId, page));
    }
  }

  private void group(String roundId, String modelType, SecureStep.GroupClosed closed) {
    Group group = closed.group();
    List<List<SecureMember>> pages = pages(group);
    int first = 0;
    for (int page = 0; page < pages.size(); page++) {
      emit(
          Keys.secureGroup(roundId, page),
          roundId,
          modelType,
          new SecureGroup(
              page,
              pages.size(),
              group.members().size(),
              first,
              pages.get(page),
              group.size().neighbours(),
              group.size().threshold(),
              ByteBuffer.wrap(group.digest()),
              Instant.ofEpochMilli(closed.untilMillis())));
      first += pages.get(page).size();
    }
  }

  private static List<List<SecureMember>> pages(Group group) {
    List<List<SecureMember>> pages = new ArrayList<>();
    List<SecureMember> page = new ArrayList<>();
    int bytes = 0;
    for (Advertisement member : group.members()) {
      int more =
          3 * member.store().length()
              + member.shareKey().length
              + member.maskKey().length
              + member.signature().length
              + Long.BYTES;
      if (bytes + more > PAGE_BYTES) {
        pages.add(page);
        page = new ArrayList<>();
        bytes = 0;
      }
      page.add(SecureRecords.member(member));
      bytes += more;
    }
    pages.add(page);
    return pages;
  }

  private void outcome(String roundId, String modelType, SecureStep.OutcomeDecided decided) {
    List<SurvivorSeal> seals = new ArrayList<>();
    for (Map.Entry<Integer, MaskSeal> seal : decided.seals().entrySet()) {
      seals.add(
          new SurvivorSeal(
              seal.getKey(),
              seal.getValue().weight(),
              ByteBuffer.wrap(seal.getValue().signature())));
    }
    int pages = Math.max(1, (seals.size() + SEALS_A_PAGE - 1) / SEALS_A_PAGE);
    for (int page = 0; page < pages; page++) {
      int from = page * SEALS_A_PAGE;
      emit(
          Keys.secureSurvivors(roundId, page),
          roundId,
          modelType,
          new SecureSurvivors(
              page,
              pages,
              ByteBuffer.wrap(decided.outcome().group()),
              ByteBuffer.wrap(decided.outcome().survivors().toBytes()),
              decided.outcome().survivors().size(),
              ByteBuffer.wrap(decided.outcome().digest()),
              seals.subList(from, Math.min(seals.size(), from + SEALS_A_PAGE)),
              Instant.ofEpochMilli(decided.untilMillis())));
    }
  }

  private void emit(String key, String roundId, String modelType, Object body) {
    emitter.secureRound(
        key,
        SecureRound.newBuilder().setRoundId(roundId).setModelType(modelType).setBody(body).build());
  }
}
