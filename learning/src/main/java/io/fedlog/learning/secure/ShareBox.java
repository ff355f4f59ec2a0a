package io.fedlog.learning.secure;

import io.fedlog.learning.secure.Refusal.Reason;
import java.security.GeneralSecurityException;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * What one store sends to another under AES-256-GCM: its two shares. The key is of the group, the
 * sender and the receiver, and a store makes one such message in its life, so the nonce is zero.
 * Bound to the message is what the dealer commits to.
 */
final class ShareBox {
  /** Bytes of two shares and the tag. */
  static final int BYTES = 2 * ShareBytes.BYTES + 16;

  private static final int TAG_BITS = 128;

  private final byte[] group;
  private final int from;
  private final int to;
  private final byte[] key;

  /**
   * @param agreed what both share keys give
   */
  ShareBox(byte[] agreed, byte[] group, int from, int to) {
    this.group = group;
    this.from = from;
    this.to = to;
    key = Hkdf.key(agreed, group, new Transcript("share box").number(from).number(to));
  }

  byte[] seal(byte[] shares, byte[] commitments) {
    try {
      return cipher(Cipher.ENCRYPT_MODE, commitments).doFinal(shares);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("AES-256-GCM failed to encrypt", e);
    }
  }

  /**
   * @throws RefusedException when it is not what the sender sealed for this receiver
   */
  byte[] open(byte[] box, byte[] commitments) {
    try {
      return cipher(Cipher.DECRYPT_MODE, commitments).doFinal(box);
    } catch (AEADBadTagException e) {
      throw Refusal.because(
          Reason.BAD_SHARE,
          "the shares from store %d to store %d do not open: garbled, or not meant for it"
              .formatted(from, to));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("AES-256-GCM failed to decrypt", e);
    }
  }

  private Cipher cipher(int mode, byte[] commitments) throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(mode, new SecretKeySpec(key, "AES"), new GCMParameterSpec(TAG_BITS, new byte[12]));
    cipher.updateAAD(
        new Transcript("share box")
            .bytes(group)
            .number(from)
            .number(to)
            .bytes(commitments)
            .toBytes());
    return cipher;
  }
}
