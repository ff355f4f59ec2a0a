package io.fedlog.agent.secure;

import io.fedlog.agent.secure.PartySignatures.Checks;
import io.fedlog.learning.secure.Advertisement;
import io.fedlog.learning.secure.Confirmation;
import io.fedlog.learning.secure.Group;
import io.fedlog.learning.secure.MaskSeal;
import io.fedlog.learning.secure.Outcome;
import io.fedlog.learning.secure.SecureTerms;
import io.fedlog.learning.secure.StoreSet;
import io.fedlog.schemas.DealtShares;
import io.fedlog.schemas.OutcomeConfirmed;
import io.fedlog.schemas.SecureGroup;
import io.fedlog.schemas.SecureMessage;
import io.fedlog.schemas.SecureRound;
import io.fedlog.schemas.SecureSharers;
import io.fedlog.schemas.SecureSurvivors;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the log says of one round that masks, put together once for all stores of the process and
 * told to each in the order of the phases. What contradicts itself is told to none. For the log's
 * thread.
 */
final class SecureRoundView implements SecureLog.Reader {
  private static final Logger LOG = LoggerFactory.getLogger(SecureRoundView.class);

  private final SecureTerms terms;
  private final Checks checks;
  private final Map<String, StoreParty> parties = new LinkedHashMap<>();
  private final Pages<SecureGroup> groupPages = new Pages<>();
  private final Pages<SecureSurvivors> survivorPages = new Pages<>();
  private @Nullable Group group;
  private @Nullable SecureSharers namedSharers;
  private @Nullable StoreSet sharers;
  private @Nullable Outcome outcome;
  private Instant revealUntil = Instant.MAX;
  private List<MaskSeal> seals = List.of();

  /**
   * @param checks of what is said in the round, for all stores of the process
   */
  SecureRoundView(SecureTerms terms, Checks checks) {
    this.terms = terms;
    this.checks = checks;
  }

  Checks checks() {
    return checks;
  }

  void add(StoreParty party) {
    parties.put(party.storeId(), party);
    attempt(party, this::tell);
  }

  /** Returns whether another one is left. */
  boolean remove(String storeId) {
    parties.remove(storeId);
    return !parties.isEmpty();
  }

  @Override
  public void said(SecureMessage message) {
    String store = message.getStoreId();
    if (message.getBody() instanceof DealtShares dealt && checks.messages().test(message, cameAt)) {
      io.fedlog.learning.secure.DealtShares read = SecureRecords.read(store, dealt); // once for all
      each(party -> party.dealt(read));
    } else if (message.getBody() instanceof OutcomeConfirmed confirmed
        && checks.messages().test(message, cameAt)) {
      Confirmation read = SecureRecords.read(store, confirmed);
      each(party -> party.confirmed(read));
    }
  }

  @Override
  public void asked(SecureRound request) {
    try {
      take(request.getBody());
      each(this::tell);
    } catch (RuntimeException e) {
      LOG.warn(
          "What the aggregator asks for does not fit together, the stores here do not follow it"
              + " roundId={} reason={}",
          terms.roundId(),
          e.getMessage());
    }
  }

  private void take(Object body) {
    if (body instanceof SecureGroup page) {
      groupPages.add(page.getGroupDigest(), page.getPage(), page.getPages(), page);
    } else if (body instanceof SecureSharers named) {
      namedSharers = named;
    } else if (body instanceof SecureSurvivors page) {
      survivorPages.add(page.getOutcomeDigest(), page.getPage(), page.getPages(), page);
    }
    groupPages.whole().ifPresent(this::group);
    Group known = group;
    if (known != null && namedSharers != null) {
      requireSame(known.digest(), namedSharers.getGroupDigest(), "the sharers are of group");
      StoreSet named = set(known, namedSharers.getSharers());
      sharers = named;
      survivorPages.whole().ifPresent(pages -> survivors(known, named, pages));
    }
  }

  private void group(List<SecureGroup> pages) {
    byte[] digest = SecureWire.bytes(pages.get(0).getGroupDigest());
    if (group != null && Arrays.equals(group.digest(), digest)) {
      return;
    }
    List<Advertisement> members =
        pages.stream().flatMap(page -> page.getMembers().stream()).map(SecureWire::member).toList();
    Group closed = new Group(terms, members);
    requireSame(closed.digest(), ByteBuffer.wrap(digest), "the group says it is");
    group = closed;
  }

  private void survivors(Group known, StoreSet named, List<SecureSurvivors> pages) {
    SecureSurvivors first = pages.get(0);
    requireSame(known.digest(), first.getGroupDigest(), "the survivors are of group");
    Outcome shown = new Outcome(known.digest(), named, set(known, first.getSurvivors()));
    requireSame(shown.digest(), first.getOutcomeDigest(), "the outcome says it is");
    outcome = shown;
    revealUntil = first.getUntil();
    seals =
        pages.stream()
            .flatMap(page -> page.getSeals().stream())
            .map(
                seal ->
                    new MaskSeal(
                        known.members().get(seal.getPlace()).store(),
                        known.digest(),
                        named.digest(),
                        seal.getMaskedWeight(),
                        SecureWire.bytes(seal.getSignature())))
            .toList();
  }

  private void tell(StoreParty party) {
    if (group != null) {
      party.grouped(group);
    }
    SecureSharers named = namedSharers;
    if (sharers != null && named != null) {
      party.shared(sharers, named.getUntil());
    }
    if (outcome != null) {
      party.decided(outcome, seals, revealUntil);
    }
    party.goOn();
  }

  /** One store's trouble is none of the others'; it is told once more what is known by then. */
  private void each(Consumer<StoreParty> step) {
    for (StoreParty party : List.copyOf(parties.values())) {
      attempt(party, step);
    }
  }

  private void attempt(StoreParty party, Consumer<StoreParty> step) {
    try {
      step.accept(party);
    } catch (RuntimeException e) {
      party.failed(e, () -> attempt(party, this::tell));
    }
  }

  private static StoreSet set(Group group, ByteBuffer bitmap) {
    return StoreSet.fromBytes(group.members().size(), SecureWire.bytes(bitmap));
  }

  private static void requireSame(byte[] expected, ByteBuffer came, String what) {
    if (!ByteBuffer.wrap(expected).equals(came)) {
      throw new IllegalArgumentException(
          "%s %s, expected %s"
              .formatted(
                  what,
                  HexFormat.of().formatHex(SecureWire.bytes(came)),
                  HexFormat.of().formatHex(expected)));
    }
  }
}
