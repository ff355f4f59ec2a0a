package io.fedlog.agent.secure;

import io.fedlog.learning.secure.Confirmation;
import io.fedlog.learning.secure.DealtShares;
import io.fedlog.learning.secure.Group;
import io.fedlog.learning.secure.MaskSeal;
import io.fedlog.learning.secure.Reveal;
import io.fedlog.learning.secure.StoreSession;
import io.fedlog.runtime.secure.SecureRecords;
import io.fedlog.schemas.OutcomeConfirmed;
import io.fedlog.schemas.RevealedShares;
import io.fedlog.schemas.SecureMessage;
import io.fedlog.schemas.SecureRound;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
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

  RoundSignatures signatures() {
    return signatures;
  }

  /** The clock's time or the broker's of the newest record that was read, whichever is later. */
  Instant now() {
    Instant own = clock.instant();
    return newest.isAfter(own) ? newest : own;
  }

  /** What is asked of it is told to it when the log has been read once more. */
  void add(StoreParty party) {
    parties.put(party.storeId(), party);
    ready.remove(party.storeId());
    readAnew();
  }

  /** Returns whether another one is left. */
  boolean remove(String storeId) {
    parties.remove(storeId);
    return !parties.isEmpty();
  }

  private void readAnew() {
    pass = new Pass();
    log.follow(round.roundId(), round.since(), pass);
  }

  /** One reading of the log, from the round's beginning on. */
  private final class Pass implements SecureLog.Reader {
    private boolean heardShares;

    @Override
    public void said(SecureMessage message, Instant cameAt) {
      note(cameAt);
      String store = message.getStoreId();
      Object body = message.getBody();
      if (body instanceof io.fedlog.schemas.DealtShares) {
        if (this != pass) {
          return; // the next one reads it in its order
        }
        heardShares = true;
      }
      if (!signatures.isBelieved(message, cameAt)) {
        return;
      }
      if (body instanceof io.fedlog.schemas.DealtShares record) {
        DealtShares dealt = SecureRecords.read(store, record);
        recall(store, session -> session.recall(dealt));
        each(party -> party.dealt(dealt));
      } else if (body instanceof OutcomeConfirmed record) {
        Confirmation confirmed = SecureRecords.read(store, record);
        recall(store, session -> session.recall(confirmed));
        confirmations.add(confirmed);
        each(party -> party.confirmed(confirmations.quorum()));
      } else if (body instanceof RevealedShares record) {
        Reveal revealed = SecureRecords.read(store, record);
        recall(store, session -> session.recall(revealed));
      }
    }

    @Override
    public void asked(SecureRound request, Instant cameAt) {
      note(cameAt);
      try {
        Demands.Survivors before = demands.survivors();
        demands.take(request.getBody());
        count(before, demands.survivors());
      } catch (RuntimeException e) {
        LOG.warn(
            "What the aggregator asks for does not fit together, the stores here do not follow it"
                + " roundId={} reason={}",
            round.roundId(),
            e.getMessage());
        return;
      }
      each(SecureRoundView.this::tell);
    }

    @Override
    public void caughtUp() {
      Demands.Survivors shown = demands.survivors();
      if (shown != null) {
        for (MaskSeal seal : shown.seals()) {
          recall(seal.store(), session -> session.recall(seal));
        }
      }
      ready.addAll(parties.keySet());
      each(SecureRoundView.this::tell);
    }
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
    Group group = demands.group();
    Demands.Sharers sharers = demands.sharers();
    Demands.Survivors survivors = demands.survivors();
    if (group != null && party.grouped(group) && pass != null && pass.heardShares) {
      readAnew();
    }
    if (sharers != null && survivors == null) { // what is masked later is in no sum
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
