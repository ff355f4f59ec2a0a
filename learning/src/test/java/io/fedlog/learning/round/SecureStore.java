package io.fedlog.learning.round;

import io.fedlog.learning.secure.Confirmation;
import io.fedlog.learning.secure.DealtShares;
import io.fedlog.learning.secure.Group;
import io.fedlog.learning.secure.MaskSeal;
import io.fedlog.learning.secure.Masking;
import io.fedlog.learning.secure.Outcome;
import io.fedlog.learning.secure.Reveal;
import io.fedlog.learning.secure.SecureTerms;
import io.fedlog.learning.secure.StoreSession;
import io.fedlog.learning.secure.StoreSet;
import io.fedlog.learning.secure.StoreVerifier;
import io.fedlog.learning.secure.UpdateDigest;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.util.Collection;
import java.util.Random;

/** A store of a round that masks: its session, its key and its plain update. */
final class SecureStore {
  final String id;
  final long weight;
  final long[] update;
  private final KeyPair key;
  private final boolean signs;
  private final SecureTerms terms;
  private final StoreSession session;

  SecureStore(
      String id,
      SecureTerms terms,
      long weight,
      boolean signs,
      StoreVerifier others,
      Random random) {
    this.id = id;
    this.terms = terms;
    this.weight = weight;
    this.signs = signs;
    this.update = random.longs(terms.values(), -1000, 1000).map(value -> value * weight).toArray();
    byte[] root = new byte[32];
    random.nextBytes(root);
    try {
      this.key = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
    this.session = StoreSession.begin(terms, id, root, this::sign, others);
  }

  byte[] enrolledKey() {
    return signs ? key.getPublic().getEncoded() : new byte[0];
  }

  private byte[] sign(byte[] message) {
    if (!signs) {
      return new byte[0];
    }
    try {
      Signature signature = Signature.getInstance("Ed25519");
      signature.initSign(key.getPrivate());
      signature.update(message);
      return signature.sign();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  boolean signed(byte[] message, byte[] signature) {
    try {
      Signature check = Signature.getInstance("Ed25519");
      check.initVerify(key.getPublic());
      check.update(message);
      return !signs || check.verify(signature);
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  SecureRecord.Keys keys() {
    return new SecureRecord.Keys(session.advertise(), enrolledKey());
  }

  DealtShares deal(Group group) {
    return session.join(group);
  }

  void take(DealtShares others) {
    if (!others.store().equals(id)) {
      session.take(others);
    }
  }

  /** The masked chunks one after the other. */
  long[] masked(StoreSet sharers) {
    Masking masking = masking(sharers);
    long[] masked = new long[update.length];
    for (int chunk = 0; chunk < terms.chunks(); chunk++) {
      long[] values = masking.chunk(chunk, chunk(chunk)).values();
      System.arraycopy(values, 0, masked, chunk * terms.chunkValues(), values.length);
    }
    return masked;
  }

  MaskSeal seal(StoreSet sharers) {
    return masking(sharers).seal();
  }

  private Masking masking(StoreSet sharers) {
    return session.mask(sharers, UpdateDigest.of(terms, weight, this::chunk));
  }

  private long[] chunk(int chunk) {
    long[] values = new long[terms.valuesOf(chunk)];
    System.arraycopy(update, chunk * terms.chunkValues(), values, 0, values.length);
    return values;
  }

  Confirmation confirm(Outcome outcome, Collection<MaskSeal> seals) {
    return session.confirm(outcome, seals);
  }

  Reveal reveal(Collection<Confirmation> confirmations) {
    return session.reveal(confirmations);
  }
}
