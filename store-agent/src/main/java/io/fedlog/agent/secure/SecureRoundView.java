package io.fedlog.agent.secure;

import io.fedlog.learning.secure.Advertisement;
import io.fedlog.learning.secure.Confirmation;
import io.fedlog.learning.secure.DealtShares;
import io.fedlog.learning.secure.Group;
import io.fedlog.learning.secure.MaskSeal;
import io.fedlog.learning.secure.Outcome;
import io.fedlog.learning.secure.Reveal;
import io.fedlog.learning.secure.SecureTerms;
import io.fedlog.learning.secure.StoreSession;
import io.fedlog.learning.secure.StoreSet;
import io.fedlog.runtime.secure.SecureRecords;
import io.fedlog.schemas.AdvertisedKeys;
import io.fedlog.schemas.OutcomeConfirmed;
import io.fedlog.schemas.RevealedShares;
import io.fedlog.schemas.SecureGroup;
import io.fedlog.schemas.SecureMessage;
import io.fedlog.schemas.SecureRound;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the log says of one round that masks, put together once for all stores of the process and
 * told to each in the order of the phases. What contradicts itself is told to none.
 *
 * <p>Shares, which grow with the square of the group, are kept by nobody but the stores they are
 * for. Those that come before a store here knows its group are passed over, and the log is read
 * once more when it does. For the log's thread.
 */
final class SecureRoundView {
  private static final Logger LOG = LoggerFactory.getLogger(SecureRoundView.class);

  private final StoreRound round;
  private final SecureLog log;
  private final InstantSource clock;
  private final RoundSignatures signatures;
  private final Demands demands;
  private final HeardConfirmations confirmations;
  private final Map<String, StoreParty> parties = new LinkedHashMap<>();
  private final Set<String> ready = new HashSet<>();
  private final Pages<SecureGroup> groupPages = new Pages<>();
  private final Pages<SecureSurvivors> survivorPages = new Pages<>();
  private @Nullable Group group;
  private @Nullable SecureSharers namedSharers;
  private @Nullable StoreSet sharers;
  private @Nullable Outcome outcome;
  private List<MaskSeal> seals = List.of();

  /** Those to whom the log, as it was when they came, has been read once. */
  private final Set<String> ready = new HashSet<>();

  private @Nullable Pass pass;
  private Instant newest = Instant.MIN;

  SecureRoundView(
      StoreRound round, SecureLog log, InstantSource clock, RoundSignatures signatures) {
    this.round = round;
    this.log = log;
    this.clock = clock;
    this.signatures = signatures;
    this.demands = new Demands(round.terms());
    this.confirmations = new HeardConfirmations(signatures);
  }

  /** What is asked of it is told to it when the log has been read once more. */
  void add(StoreParty party) {
    parties.put(party.storeId(), party);
    ready.remove(party.storeId());
  }

  /** Returns whether another one is left. */
  boolean remove(String storeId) {
    parties.remove(storeId);
    return !parties.isEmpty();
  }

  @Override
  public void said(SecureMessage message, Instant cameAt) {
    String store = message.getStoreId();
    Object body = message.getBody();
    if (body instanceof AdvertisedKeys || !believed.test(message, cameAt)) {
      return;
    }
    if (body instanceof io.fedlog.schemas.DealtShares record) {
      DealtShares dealt = SecureRecords.read(store, record);
      recall(store, session -> session.recall(dealt));
      each(party -> party.dealt(dealt));
    } else if (body instanceof OutcomeConfirmed record) {
      Confirmation confirmed = SecureRecords.read(store, record);
      recall(store, session -> session.recall(confirmed));
      each(party -> party.confirmed(confirmed));
    } else if (body instanceof RevealedShares record) {
      Reveal revealed = SecureRecords.read(store, record);
      recall(store, session -> session.recall(revealed));
    }
  }

  private void recall(String store, Consumer<StoreSession> own) {
    StoreParty party = parties.get(store);
    if (party != null) {
      party.recall(own);
    }
  }

  @Override
  public void caughtUp() {
    for (MaskSeal seal : seals) {
      recall(seal.store(), session -> session.recall(seal));
    }
    ready.addAll(parties.keySet());
    each(this::tell);
  }

  private void note(Instant cameAt) {
    newest = cameAt.isAfter(newest) ? cameAt : newest;
  }

  private void recall(String store, Consumer<StoreSession> own) {
    StoreParty party = parties.get(store);
    if (party != null) {
      party.recall(own);
    }
  }

  private void count(Demands.@Nullable Survivors before, Demands.@Nullable Survivors shown) {
    boolean other =
        shown != null
            && (before == null
                || !Arrays.equals(before.outcome().digest(), shown.outcome().digest()));
    if (shown != null && other) {
      confirmations.count(Objects.requireNonNull(demands.group(), "group"), shown.outcome());
    }
  }

  private void tell(StoreParty party) {
    if (!ready.contains(party.storeId())) {
      return;
    }
    if (group != null) {
      party.grouped(group);
    }
    if (sharers != null && outcome == null) { // what is masked later is in no sum
      party.shared(sharers);
    }
    if (survivors != null) {
      party.decided(survivors);
      party.confirmed(confirmations.quorum());
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
}
