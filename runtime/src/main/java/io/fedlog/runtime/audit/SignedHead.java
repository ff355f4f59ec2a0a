package io.fedlog.runtime.audit;

import io.fedlog.learning.merkle.TreeHasher;
import io.fedlog.runtime.trust.SigningKey;
import io.fedlog.schemas.SignedBytes;
import io.fedlog.schemas.TreeHead;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** Signatures of tree heads: Ed25519 (RFC 8032) over {@link SignedBytes#of(TreeHead)}. */
public final class SignedHead {
  private static final String ALGORITHM = "Ed25519";

  private SignedHead() {}

  /** The head with a signature; Ed25519 has one for each head and key. */
  public static TreeHead sign(TreeHead head, SigningKey key) {
    TreeHead named =
        TreeHead.newBuilder(head)
            .setPublicKey(ByteBuffer.wrap(key.publicKey().getEncoded()))
            .setSigningKeyId(key.id())
            .build();
    try {
      Signature signature = Signature.getInstance(ALGORITHM);
      signature.initSign(key.privateKey());
      signature.update(SignedBytes.of(named));
      return TreeHead.newBuilder(named).setSignature(ByteBuffer.wrap(signature.sign())).build();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Cannot sign with key " + key.id(), e);
    }
  }

  /** Whether it says that somebody signed it. */
  public static boolean isSigned(TreeHead head) {
    return head.getSignature() != null
        || head.getPublicKey() != null
        || head.getSigningKeyId() != null;
  }

  /** The key that it says has signed it, in hexadecimal; null when it says none. */
  public static @Nullable String key(TreeHead head) {
    ByteBuffer key = head.getPublicKey();
    return key == null ? null : HexFormat.of().formatHex(bytes(key));
  }

  /** The root's 32 bytes. */
  public static byte[] root(TreeHead head) {
    return bytes(head.getRootHash());
  }

  /**
   * What is wrong with a head by itself: its form, or a signature that is not of the key it names;
   * null when nothing is. A head that nobody signed is not wrong.
   */
  public static @Nullable String fault(TreeHead head) {
    String form = formFault(head);
    return form == null && isSigned(head) ? signatureFault(head) : form;
  }

  /** What is wrong with a head's form; its signature is not looked at. */
  static @Nullable String formFault(TreeHead head) {
    if (head.getRootHash().remaining() != TreeHasher.HASH_BYTES) {
      return "its root has %d bytes, expected %d"
          .formatted(head.getRootHash().remaining(), TreeHasher.HASH_BYTES);
    }
    if (head.getTreeSize() < 1) {
      return "it is of %d entries, expected 1 or more".formatted(head.getTreeSize());
    }
    return null;
  }

  private static @Nullable String signatureFault(TreeHead head) {
    ByteBuffer key = head.getPublicKey();
    ByteBuffer signed = head.getSignature();
    if (key == null || signed == null || head.getSigningKeyId() == null) {
      return "it has only a part of key, key's name and signature, expected all or none";
    }
    try {
      PublicKey publicKey = SigningKey.publicKey(key);
      String id = SigningKey.idOf(publicKey);
      if (!id.equals(head.getSigningKeyId())) {
        return "it names its key %s, but that is key %s".formatted(head.getSigningKeyId(), id);
      }
      Signature signature = Signature.getInstance(ALGORITHM);
      signature.initVerify(publicKey);
      signature.update(SignedBytes.of(head));
      return signature.verify(bytes(signed))
          ? null
          : "its signature is not over what it says by key " + id;
    } catch (GeneralSecurityException e) {
      return "its key or its signature is none of Ed25519";
    }
  }

  private static byte[] bytes(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.remaining()];
    buffer.duplicate().get(bytes);
    return bytes;
  }
}
