package io.fedlog.agent.secure;

import io.fedlog.learning.secure.Advertisement;
import io.fedlog.learning.secure.Group;
import io.fedlog.learning.secure.MaskSeal;
import io.fedlog.learning.secure.Outcome;
import io.fedlog.learning.secure.SecureTerms;
import io.fedlog.learning.secure.StoreSet;
import io.fedlog.runtime.secure.SecureRecords;
import io.fedlog.schemas.SecureGroup;
import io.fedlog.schemas.SecureSharers;
import io.fedlog.schemas.SecureSurvivors;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the aggregator asks for in one round, put together from its pages. Each thing is that shown
 * last: which one counts is up to each store. For one thread.
 */
final class Demands {

  /** The stores whose shares are in, and until when their masked updates are taken. */
  record Sharers(StoreSet stores, Instant until) {}

  /** The stores of the sum with seals of theirs, and until when shares are taken. */
  record Survivors(Outcome outcome, List<MaskSeal> seals, Instant until) {}

  private final SecureTerms terms;
  private final Pages<SecureGroup> groupPages = new Pages<>();
  private final Pages<SecureSurvivors> survivorPages = new Pages<>();
  private @Nullable SecureSharers named;
  private @Nullable Group group;
  private @Nullable Sharers sharers;
  private @Nullable Survivors survivors;

  Demands(SecureTerms terms) {
    this.terms = terms;
  }

  /**
   * Takes one page.
   *
   * @throws RuntimeException when it does not fit the others
   */
  void take(Object body) {
    if (body instanceof SecureGroup page) {
      groupPages.add(page.getGroupDigest(), page.getPage(), page.getPages(), page);
    } else if (body instanceof SecureSharers asked) {
      named = asked;
    } else if (body instanceof SecureSurvivors page) {
      survivorPages.add(page.getOutcomeDigest(), page.getPage(), page.getPages(), page);
    }
    groupPages.whole().ifPresent(this::group);
    Group known = group;
    if (known != null && named != null) {
      requireSame(known.digest(), named.getGroupDigest(), "the sharers are of group");
      StoreSet stores = set(known, named.getSharers());
      sharers = new Sharers(stores, named.getUntil());
      survivorPages.whole().ifPresent(pages -> survivors(known, stores, pages));
    }
  }

  @Nullable Group group() {
    return group;
  }

  @Nullable Sharers sharers() {
    return sharers;
  }

  @Nullable Survivors survivors() {
    return survivors;
  }

  private void group(List<SecureGroup> pages) {
    byte[] digest = SecureRecords.bytes(pages.get(0).getGroupDigest());
    if (group != null && Arrays.equals(group.digest(), digest)) {
      return;
    }
    List<Advertisement> members =
        pages.stream()
            .flatMap(page -> page.getMembers().stream())
            .map(SecureRecords::read)
            .toList();
    Group closed = new Group(terms, members);
    requireSame(closed.digest(), ByteBuffer.wrap(digest), "the group says it is");
    group = closed;
  }

  private void survivors(Group known, StoreSet sharing, List<SecureSurvivors> pages) {
    SecureSurvivors first = pages.get(0);
    requireSame(known.digest(), first.getGroupDigest(), "the survivors are of group");
    Outcome shown = new Outcome(known.digest(), sharing, set(known, first.getSurvivors()));
    requireSame(shown.digest(), first.getOutcomeDigest(), "the outcome says it is");
    List<MaskSeal> seals =
        pages.stream()
            .flatMap(page -> page.getSeals().stream())
            .map(
                seal ->
                    new MaskSeal(
                        known.members().get(seal.getPlace()).store(),
                        known.digest(),
                        sharing.digest(),
                        seal.getMaskedWeight(),
                        SecureRecords.bytes(seal.getSignature())))
            .toList();
    survivors = new Survivors(shown, seals, first.getUntil());
  }

  private static StoreSet set(Group group, ByteBuffer bitmap) {
    return StoreSet.fromBytes(group.members().size(), SecureRecords.bytes(bitmap));
  }

  private static void requireSame(byte[] expected, ByteBuffer came, String what) {
    if (!ByteBuffer.wrap(expected).equals(came)) {
      throw new IllegalArgumentException(
          "%s %s, expected %s"
              .formatted(
                  what,
                  HexFormat.of().formatHex(SecureRecords.bytes(came)),
                  HexFormat.of().formatHex(expected)));
    }
  }
}
