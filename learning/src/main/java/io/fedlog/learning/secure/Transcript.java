package io.fedlog.learning.secure;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * Bytes that say one thing only: a label and fields, each behind its length in 4 bytes, so that no
 * two lists of fields give the same bytes. What is hashed, signed or bound to a key is one of
 * these. Numbers are big-endian. Mutable, for one thread.
 */
final class Transcript {
  /** Bytes of a SHA-256 digest. */
  static final int DIGEST_BYTES = 32;

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);

  /** Begins with a label that no other use has. */
  Transcript(String label) {
    text("fedlog secagg v1 " + label);
  }

  Transcript text(String value) {
    return bytes(value.getBytes(StandardCharsets.UTF_8));
  }

  Transcript bytes(byte[] value) {
    bytes.writeBytes(ByteBuffer.allocate(Integer.BYTES).putInt(value.length).array());
    bytes.writeBytes(value);
    return this;
  }

  Transcript number(long value) {
    return bytes(ByteBuffer.allocate(Long.BYTES).putLong(value).array());
  }

  byte[] toBytes() {
    return bytes.toByteArray();
  }

  /** 32 bytes. */
  byte[] sha256() {
    return newSha256().digest(toBytes());
  }

  static MessageDigest newSha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this Java has no SHA-256, which every Java must have", e);
    }
  }
}
