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
   * A store's signature over what it states in a round that masks; others check it for themselves.
   *
   * @param statement says of itself what it is, so that it is taken for nothing else
   * @return 64 bytes, or none
   */
  byte[] sign(String storeId, byte[] statement);

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
      public byte[] sign(String storeId, byte[] statement) {
        return new byte[0];
      }
    };
  }
}
