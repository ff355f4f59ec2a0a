package io.fedlog.runtime.upload;

import io.fedlog.schemas.Heartbeat;
import io.fedlog.schemas.Join;
import io.fedlog.schemas.SecureMessage;
import io.fedlog.schemas.UpdateSeal;

/**
 * The one place where a store's signatures are made: every record that a store signs passes through
 * here just before it is encoded. Implementations are thread-safe.
 */
public interface SealSigner {

  /** Returns the seal with its signature fields filled in, or as it is. */
  UpdateSeal sign(UpdateSeal seal);

  /** Returns the join with its signature fields filled in, or as it is. */
  Join sign(Join join);

  /** Returns the heartbeat with its signature fields filled in, or as it is. */
  Heartbeat sign(Heartbeat heartbeat);

  /** Returns the message with its signature fields filled in, or as it is. */
  SecureMessage sign(SecureMessage message);

  /**
   * The signature over bytes that secure aggregation names: they begin with a label of their own,
   * so that they are no record's. Empty for a store that does not sign.
   */
  byte[] signBytes(byte[] message);

  /** A signer for installations without enrolment: the signature fields stay null. */
  static SealSigner unsigned() {
    return new SealSigner() {
      @Override
      public UpdateSeal sign(UpdateSeal seal) {
        return seal;
      }

      @Override
      public Join sign(Join join) {
        return join;
      }

      @Override
      public Heartbeat sign(Heartbeat heartbeat) {
        return heartbeat;
      }

      @Override
      public SecureMessage sign(SecureMessage message) {
        return message;
      }

      @Override
      public byte[] signBytes(byte[] message) {
        return new byte[0];
      }
    };
  }
}
