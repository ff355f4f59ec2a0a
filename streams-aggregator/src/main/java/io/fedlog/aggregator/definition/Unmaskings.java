package io.fedlog.aggregator.definition;

import io.fedlog.learning.secure.Advertisement;
import io.fedlog.learning.secure.Group;
import io.fedlog.learning.secure.Outcome;
import io.fedlog.learning.secure.SecureTerms;
import io.fedlog.learning.secure.StoreSet;
import io.fedlog.learning.secure.Unmasking;
import io.fedlog.runtime.secure.SecureRecords;
import io.fedlog.schemas.ShareKind;
import io.fedlog.schemas.UnmaskedStore;
import io.fedlog.schemas.UnmaskingPage;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** What unmasks a decided sum, as pages of the round's control topic, and back. */
public final class Unmaskings {
  /** Bytes of a page that its stores may fill: 256 KiB with what stands beside them. */
  private static final int PAGE_BYTES = 240 * 1024;

  private static final int STORE_BYTES = 110;

  private Unmaskings() {}

  /** A group, its outcome and the secrets that are known in the end. */
  public record Unmasked(Group group, Unmasking unmasking) {}

  /** The pages, at most 256 KiB each. */
  public static List<UnmaskingPage> pages(String roundId, Group group, Unmasking unmasking) {
    List<UnmaskingPage> pages = new ArrayList<>();
    List<UnmaskedStore> stores = new ArrayList<>();
    Outcome outcome = unmasking.outcome();
    int bytes = 0;
    int secret = 0;
    for (int place = 0; place < group.members().size(); place++) {
      Advertisement member = group.members().get(place);
      boolean shared = outcome.sharers().contains(place);
      int more = 3 * member.store().length() + STORE_BYTES;
      if (bytes + more > PAGE_BYTES) {
        pages.add(new UnmaskingPage(roundId, pages.size(), stores));
        stores = new ArrayList<>();
        bytes = 0;
      }
      stores.add(
          new UnmaskedStore(
              member.store(),
              ByteBuffer.wrap(member.shareKey()),
              ByteBuffer.wrap(member.maskKey()),
              shared ? kind(outcome.survivors().contains(place)) : null,
              shared ? ByteBuffer.wrap(unmasking.secrets()[secret++]) : null));
      bytes += more;
    }
    pages.add(new UnmaskingPage(roundId, pages.size(), stores));
    return pages;
  }

  private static ShareKind kind(boolean survives) {
    return survives ? ShareKind.SELF_MASK : ShareKind.MASK_KEY;
  }

  /**
   * What the pages say.
   *
   * @param digest that the decision bears
   * @throws IllegalArgumentException when they are not all of them, or not what the decision means
   */
  public static Unmasked read(
      SecureTerms terms, List<UnmaskingPage> pages, @Nullable ByteBuffer digest) {
    List<UnmaskedStore> stores = pages.stream().flatMap(page -> page.getStores().stream()).toList();
    Group group = new Group(terms, stores.stream().map(Unmaskings::member).toList());
    Outcome outcome =
        new Outcome(group.digest(), set(stores, null), set(stores, ShareKind.SELF_MASK));
    byte[][] secrets =
        stores.stream()
            .map(UnmaskedStore::getSecret)
            .filter(secret -> secret != null)
            .map(SecureRecords::bytes)
            .toArray(byte[][]::new);
    Unmasking unmasking = new Unmasking(outcome, secrets);
    if (digest == null || !ByteBuffer.wrap(digest(unmasking)).equals(digest)) {
      throw new IllegalArgumentException(
          "the %d pages that unmask round %s are not those that its decision names"
              .formatted(pages.size(), terms.roundId()));
    }
    return new Unmasked(group, unmasking);
  }

  private static Advertisement member(UnmaskedStore store) {
    return new Advertisement(
        store.getStoreId(),
        SecureRecords.bytes(store.getShareKey()),
        SecureRecords.bytes(store.getMaskKey()),
        new byte[0]);
  }

  /** Places of the stores of which that secret is known; of either with no kind. */
  private static StoreSet set(List<UnmaskedStore> stores, @Nullable ShareKind kind) {
    return StoreSet.of(
        stores.size(),
        IntStream.range(0, stores.size())
            .filter(
                place ->
                    kind == null
                        ? stores.get(place).getKind() != null
                        : stores.get(place).getKind() == kind));
  }

  /** SHA-256 over the group's digest, both sets and the secrets: 32 bytes. */
  public static byte[] digest(Unmasking unmasking) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(unmasking.toBytes());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
