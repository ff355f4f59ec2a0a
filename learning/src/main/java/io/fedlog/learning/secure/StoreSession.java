package io.fedlog.learning.secure;

import io.fedlog.learning.secure.Refusal.Reason;
import io.fedlog.learning.secure.StoreMemory.Fact;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/**
 * One store's part in one secure round. What it makes follows from its root secret and what it
 * agreed to, so after a crash it is {@link #restore}d, given the records of the log again, and
 * makes the same records to the byte.
 *
 * <p>The order is {@link #advertise}, {@link #join}, {@link #take} for every record of shares,
 * {@link #mask}, {@link #confirm}, {@link #reveal}. Whoever calls must keep what {@link #save}
 * gives, on disk, before sending what {@code join}, {@code mask} or {@code confirm} returned: a
 * store that forgets what it agreed to can be made to betray its update. One that came back first
 * {@link #recall}s what the log has of its own: were its saved bytes older than that, they would
 * not do. Once the round is over the saved bytes are to be deleted; with them an enemy could open
 * what the log keeps.
 *
 * <p>Mutable, for one thread. Refusals are {@link RefusedException}s and change nothing.
 */
public final class StoreSession {
  private final SecureTerms terms;
  private final StoreMemory memory;
  private final StoreKeys keys;
  private final StoreSigner signer;
  private final StoreVerifier verifier;
  private @Nullable JoinedGroup joined;
  private @Nullable Outcome outcome;
  private boolean forgetful;

  private StoreSession(
      SecureTerms terms, StoreMemory memory, StoreSigner signer, StoreVerifier verifier) {
    this.terms = terms;
    this.memory = memory;
    this.keys = new StoreKeys(memory.root(), memory.store(), terms);
    this.signer = signer;
    this.verifier = verifier;
    memory.agree(Fact.TERMS, terms.digest());
  }

  /**
   * @param store the id under which it is enrolled
   * @param root 32 bytes from a cryptographic source, for this round alone
   */
  public static StoreSession begin(
      SecureTerms terms, String store, byte[] root, StoreSigner signer, StoreVerifier verifier) {
    return new StoreSession(terms, new StoreMemory(store, root.clone()), signer, verifier);
  }

  /**
   * A session as it was when it was saved; the records of the log are to be given to it again, its
   * own to {@link #recall} before anything is asked of it.
   *
   * @throws IllegalArgumentException when these are not bytes that {@link #save} gave
   * @throws RefusedException when it was saved in another round
   */
  public static StoreSession restore(
      byte[] saved, SecureTerms terms, StoreSigner signer, StoreVerifier verifier) {
    return new StoreSession(terms, StoreMemory.fromBytes(saved), signer, verifier);
  }

  /** What it must not forget. Secret: whoever has it can unmask what the store sends. */
  public byte[] save() {
    return memory.toBytes();
  }

  /**
   * Phase 3, on the log from before a restart: that it has dealt its shares.
   *
   * @throws RefusedException when it remembers no such group; nothing more is to be had of it
   */
  public void recall(DealtShares own) {
    recall(Fact.GROUP, own.group());
  }

  /**
   * Phase 5, on the log from before a restart: that it has masked an update.
   *
   * @throws RefusedException when it remembers no such sharers or no update; nothing more is to be
   *     had of it
   */
  public void recall(MaskSeal own) {
    recall(Fact.SHARERS, own.sharers());
    recall(Fact.UPDATE, null);
  }

  /**
   * Phase 6b, on the log from before a restart: that it has agreed to an outcome.
   *
   * @throws RefusedException when it remembers no such outcome; nothing more is to be had of it
   */
  public void recall(Confirmation own) {
    recall(Fact.OUTCOME, own.outcome());
  }

  /**
   * Phase 7, on the log from before a restart: that it has revealed shares for an outcome.
   *
   * @throws RefusedException when it remembers no such outcome; nothing more is to be had of it
   */
  public void recall(Reveal own) {
    recall(Fact.OUTCOME, own.outcome());
  }

  private void recall(Fact fact, byte @Nullable [] digest) {
    try {
      memory.requireKnown(fact, digest);
    } catch (RefusedException e) {
      forgetful = true;
      throw e;
    }
  }

  /** Phase 1: its public keys, signed. */
  public Advertisement advertise() {
    byte[] shareKey = X25519.publicKey(keys.shareKey());
    byte[] maskKey = X25519.publicKey(keys.maskKey());
    byte[] message = Advertisement.message(terms, memory.store(), shareKey, maskKey);
    return new Advertisement(memory.store(), shareKey, maskKey, signer.sign(message));
  }

  /** Phases 2 and 3: takes its place in the group and deals shares of its secrets. */
  public DealtShares join(Group group) {
    requireMemory();
    memory.requireNoOther(Fact.TERMS, group.terms().digest());
    memory.requireNoOther(Fact.GROUP, group.digest());
    JoinedGroup joining = new JoinedGroup(group, keys, memory.store(), verifier);
    memory.agree(Fact.GROUP, group.digest());
    joined = joining;
    return joining.deal();
  }

  /**
   * Phase 3, of the others: keeps the shares that are for this store. A refusal concerns that
   * dealer only.
   */
  public void take(DealtShares dealt) {
    inGroup().held().take(dealt);
  }

  /** Whether each of these that is a neighbour has dealt, so that a reveal leaves none out. */
  public boolean hasHeard(StoreSet sharers) {
    return inGroup().held().areHeard(sharers);
  }

  /**
   * Phases 4 and 5: masks one update.
   *
   * @param sharers the stores whose shares are in, as the server names them
   * @param update what is to be masked; with these masks nothing else ever will be
   */
  public Masking mask(StoreSet sharers, UpdateDigest update) {
    JoinedGroup in = inGroup();
    Group group = in.group();
    if (sharers.stores() != group.size().stores() || !sharers.contains(in.ordinal())) {
      throw Refusal.because(
          Reason.UNKNOWN_STORE,
          "%s is not among the sharers of round %s".formatted(memory.store(), terms.roundId()));
    }
    OutcomeRules rules = new OutcomeRules(group);
    rules.requireEnough(sharers);
    // Fewer could all be corrupt, and then they know all masks but the store's own.
    rules.requireNeighbours(in.ordinal(), sharers, group.size().survivingNeighbours());
    memory.requireNoOther(Fact.SHARERS, sharers.digest());
    memory.agree(Fact.UPDATE, update.digest());
    memory.agree(Fact.SHARERS, sharers.digest());
    return new Masking(group, sharers, memory.store(), in.masks(sharers), update, signer);
  }

  /**
   * Phases 6 and 6b: agrees to an outcome and to no other.
   *
   * @param seals of the stores of the sum; where the server is not trusted, a neighbour's missing
   *     or wrong seal is a reason to refuse
   */
  public Confirmation confirm(Outcome shown, Collection<MaskSeal> seals) {
    JoinedGroup in = inGroup();
    new OutcomeRules(in.group()).require(shown);
    if (!memory.has(Fact.UPDATE) || !shown.survivors().contains(in.ordinal())) {
      throw Refusal.because(
          Reason.WRONG_PHASE,
          "%s has no part in the sum of round %s and nothing to confirm"
              .formatted(memory.store(), terms.roundId()));
    }
    if (in.group().size().quorum() > 0) {
      new SealedNeighbours(in.group(), shown, verifier).require(in.ordinal(), seals);
    }
    memory.requireNoOther(Fact.SHARERS, shown.sharers().digest());
    byte[] digest = shown.digest();
    memory.agree(Fact.OUTCOME, digest);
    outcome = shown;
    return new Confirmation(
        memory.store(), digest, signer.sign(Confirmation.message(digest, memory.store())));
  }

  /**
   * Phase 7: one share for each neighbour, of the one or the other secret.
   *
   * @param confirmations of the stores of the sum, this one's among them
   * @throws RefusedException when too few of them confirm the same outcome
   */
  public Reveal reveal(Collection<Confirmation> confirmations) {
    JoinedGroup in = inGroup();
    Outcome agreed = outcome;
    if (agreed == null) {
      throw Refusal.because(
          Reason.WRONG_PHASE,
          "%s has confirmed no outcome of round %s, so it reveals nothing"
              .formatted(memory.store(), terms.roundId()));
    }
    if (in.group().size().quorum() > 0) {
      new Quorum(in.group(), agreed, verifier).require(confirmations);
    }
    return new Reveal(memory.store(), agreed.digest(), in.reveal(agreed));
  }

  private void requireMemory() {
    if (forgetful) {
      throw Refusal.because(
          Reason.FORGOTTEN,
          "%s does not remember what it said in round %s, so it says nothing more there"
              .formatted(memory.store(), terms.roundId()));
    }
  }

  private JoinedGroup inGroup() {
    requireMemory();
    JoinedGroup in = joined;
    if (in == null) {
      throw Refusal.because(
          Reason.WRONG_PHASE,
          "%s has not joined the group of round %s".formatted(memory.store(), terms.roundId()));
    }
    return in;
  }

  @Override
  public String toString() {
    return "the session of %s in round %s".formatted(memory.store(), terms.roundId());
  }
}
