package io.fedlog.learning.round;

import io.fedlog.learning.secure.Advertisement;
import io.fedlog.learning.secure.Confirmation;
import io.fedlog.learning.secure.DealtShares;
import io.fedlog.learning.secure.Reveal;

/** What a store says in a round that masks, beside its update. */
public sealed interface SecureRecord {

  /** The store's id. */
  String store();

  /**
   * It takes part with these keys.
   *
   * @param enrolledKey SubjectPublicKeyInfo of the Ed25519 key by which what it signs in this round
   *     is checked; empty when nothing is signed
   */
  record Keys(Advertisement advertisement, byte[] enrolledKey) implements SecureRecord {
    @Override
    public String store() {
      return advertisement.store();
    }
  }

  /** It has shared its secrets; the boxes may be empty bytes of their length. */
  record Dealt(DealtShares shares) implements SecureRecord {
    @Override
    public String store() {
      return shares.store();
    }
  }

  /** It keeps to an outcome. */
  record Confirmed(Confirmation confirmation) implements SecureRecord {
    @Override
    public String store() {
      return confirmation.store();
    }
  }

  /** It reveals what the outcome calls for. */
  record Revealed(Reveal reveal) implements SecureRecord {
    @Override
    public String store() {
      return reveal.store();
    }
  }
}
