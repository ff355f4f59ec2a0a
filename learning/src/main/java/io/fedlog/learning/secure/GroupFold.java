package io.fedlog.learning.secure;

import io.fedlog.learning.secure.Refusal.Reason;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The server's part in one secure round, as a fold over the log: what it says depends on the
 * records it was given and their order alone, so that a replay says the same. A record that cannot
 * count gives a refusal and changes nothing. When a phase ends is for the caller to decide; what
 * then is published follows.
 *
 * <p>Mutable, for one thread. Memory: 64 bytes a store and neighbour, then 40.
 */
public final class GroupFold {

  /** What is waited for. */
  public enum Phase {
    ADVERTISE,
    SHARE,
    MASK,
    CONFIRM,
    REVEAL
  }

  private final SecureTerms terms;
  private final StoreVerifier verifier;
  private final Advertised advertised;
  private final Map<Integer, DealtShares> dealt = new HashMap<>();
  private Phase phase = Phase.ADVERTISE;
  private @Nullable Group group;
  private @Nullable SealedUpdates sealed;
  private @Nullable Outcome outcome;
  private @Nullable Confirmations confirmed;
  private @Nullable Recovery recovery;

  /**
   * @param verifier knows the stores' enrolled keys
   */
  public GroupFold(SecureTerms terms, StoreVerifier verifier) {
    this.terms = terms;
    this.verifier = verifier;
    this.advertised = new Advertised(terms, verifier);
  }

  public Phase phase() {
    return phase;
  }

  /** Phase 1. Empty when it counts. */
  public Optional<Refusal> accept(Advertisement advertisement) {
    return verdict(Phase.ADVERTISE, advertisement.store(), () -> advertised.take(advertisement));
  }

  /**
   * Ends phase 1.
   *
   * @return phase 2: the group, in the order in which the stores advertised
   * @throws RefusedException when they are too few; the round is to fail with the message
   */
  public Group closeGroup() {
    requirePhase(Phase.ADVERTISE);
    Group closed = new Group(terms, advertised.inOrder());
    group = closed;
    phase = Phase.SHARE;
    return closed;
  }

  /** Phase 3. Empty when it counts. */
  public Optional<Refusal> accept(DealtShares shares) {
    return verdict(
        Phase.SHARE,
        shares.store(),
        () -> {
          int store = group().ordinalOf(shares.store());
          if (dealt.containsKey(store)) {
            throw Refusal.because(
                Reason.DUPLICATE,
                "%s dealt shares in round %s before, the first count"
                    .formatted(shares.store(), terms.roundId()));
          }
          group().requireOwn(shares.group(), "what " + shares.store() + " dealt");
          shares.requireLengths(group().size().neighbours());
          dealt.put(store, shares.withoutBoxes());
        });
  }

  /**
   * Ends phase 3.
   *
   * @return phase 4: the stores whose shares are in, less those that have too few neighbours there
   * @throws RefusedException when they are too few; the round is to fail with the message
   */
  public StoreSet closeSharers() {
    requirePhase(Phase.SHARE);
    StoreSet closed = new OutcomeRules(group()).connected(dealt.keySet());
    sealed = new SealedUpdates(group(), closed, verifier);
    phase = Phase.MASK;
    return closed;
  }

  /** Phase 5, when all chunks before the seal are in. Empty when it counts. */
  public Optional<Refusal> accept(MaskSeal seal) {
    return verdict(Phase.MASK, seal.store(), () -> sealed().take(seal));
  }

  /**
   * Ends phase 5.
   *
   * @return phase 6: whose updates make the sum
   * @throws RefusedException when they are too few, or a lost store has too few neighbours among
   *     them; the round is to fail with the message
   */
  public Outcome closeSurvivors() {
    requirePhase(Phase.MASK);
    OutcomeRules rules = new OutcomeRules(group());
    Outcome decided =
        new Outcome(group().digest(), sealed().sharers(), rules.connected(sealed().stores()));
    rules.require(decided);
    rules.requireRecoverable(decided);
    outcome = decided;
    confirmed = new Confirmations(group(), decided, verifier);
    recovery = new Recovery(group(), decided, dealt);
    phase = group().size().quorum() > 0 ? Phase.CONFIRM : Phase.REVEAL;
    return decided;
  }

  /** Phase 6b; with a quorum of them phase 7 begins. Empty when it counts. */
  public Optional<Refusal> accept(Confirmation confirmation) {
    return verdict(
        Phase.CONFIRM,
        confirmation.store(),
        () -> {
          known(confirmed).take(confirmation);
          if (known(confirmed).awaited() == 0) {
            phase = Phase.REVEAL;
          }
        });
  }

  /** Phase 7. Empty when it counts. */
  public Optional<Refusal> accept(Reveal reveal) {
    return accept(reveal, remark -> {});
  }

  /**
   * Phase 7. Empty when it counts; those of its shares do then that are as their dealers published
   * them. One that is read before all of the confirmations that its store has seen, since these
   * travelled elsewhere, is taken as well.
   *
   * @param remarks is told when it counts but for some shares: its sender lies, or their dealers do
   */
  public Optional<Refusal> accept(Reveal reveal, Consumer<Refusal> remarks) {
    Phase of = phase == Phase.CONFIRM ? Phase.CONFIRM : Phase.REVEAL;
    return verdict(of, reveal.store(), () -> recovery().take(reveal, remarks));
  }

  /** Whether enough shares are in to take the masks off. */
  public boolean isRecoverable() {
    return phase == Phase.REVEAL && recovery().isComplete();
  }

  /**
   * Phase 8: what takes the masks off. It uses the common pool's threads.
   *
   * @throws RefusedException when shares are missing, or a dealer lied; the message names the store
   *     and says which of both it is, where that can be known
   */
  public Unmasking unmask() {
    requirePhase(Phase.REVEAL);
    return recovery().recover();
  }

  /** The masked weight of the sum: of all its stores, modulo 2^64. */
  public long maskedWeight() {
    return sealed().weight(known(outcome).survivors());
  }

  /**
   * A store takes part no more: what it has sent in this phase does not count. One of the group
   * stays in it, and is lost unless its update is in the sum.
   */
  public void withdraw(String store) {
    Group closed = group;
    if (phase == Phase.ADVERTISE) {
      advertised.remove(store);
    } else if (closed != null && closed.has(store) && phase == Phase.SHARE) {
      dealt.remove(closed.ordinalOf(store));
    } else if (closed != null && closed.has(store) && phase == Phase.MASK) {
      sealed().remove(closed.ordinalOf(store));
    }
  }

  private Optional<Refusal> verdict(Phase of, String store, Runnable take) {
    if (phase != of) {
      return Optional.of(
          new Refusal(
              Reason.WRONG_PHASE,
              "a record of %s for %s came to round %s, which waits for %s"
                  .formatted(store, of, terms.roundId(), phase)));
    }
    try {
      take.run();
      return Optional.empty();
    } catch (RefusedException e) {
      return Optional.of(e.refusal());
    }
  }

  private Group group() {
    return known(group);
  }

  private SealedUpdates sealed() {
    return known(sealed);
  }

  private Recovery recovery() {
    return known(recovery);
  }

  private <T> T known(@Nullable T value) {
    if (value == null) {
      throw new IllegalStateException(
          "round %s is only in phase %s, expected a later one".formatted(terms.roundId(), phase));
    }
    return value;
  }

  private void requirePhase(Phase expected) {
    if (phase != expected) {
      throw new IllegalStateException(
          "round %s waits for %s, expected %s".formatted(terms.roundId(), phase, expected));
    }
  }
}
