package io.fedlog.runtime.trust;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;

/**
 * A signing key in a file that only its owner can read: two PEM blocks (RFC 7468), the private key
 * (PKCS #8) and the public one, as {@code openssl pkey} reads and writes them. The private half
 * never leaves the file and the process.
 */
public final class SigningKeyFile {
  private static final String PRIVATE = "PRIVATE KEY";
  private static final String PUBLIC = "PUBLIC KEY";
  private static final int MOST_BYTES = 4096;

  private SigningKeyFile() {}

  /**
   * The key in the file; when there is no file, a new key that the file then holds.
   *
   * @throws SigningKeyException when the file cannot be used
   */
  public static SigningKey open(Path file) {
    return open(file, Files::createLink);
  }

  static SigningKey open(Path file, SecretFile.Linking linking) {
    try {
      if (!Files.exists(file)) {
        SecretFile.create(file, content(SigningKey.generate()), linking);
      }
      return read(file);
    } catch (IOException e) {
      throw new SigningKeyException(
          "The signing key %s cannot be read or made (%s). Give a folder that this user may write."
              .formatted(file, e),
          e);
    }
  }

  private static byte[] content(SigningKey key) {
    String text = block(PRIVATE, key.privateKey().getEncoded());
    text += block(PUBLIC, key.publicKey().getEncoded());
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static SigningKey read(Path file) throws IOException {
    String wide = SecretFile.tooWide(file);
    if (wide != null) {
      throw new SigningKeyException(
          "The signing key %s can be read or changed by others (%s); expected rw-------. Run chmod 600 on it, and enrol anew if somebody may have read it."
              .formatted(file, wide));
    }
    if (Files.size(file) > MOST_BYTES) {
      throw damaged(file);
    }
    String text = Files.readString(file, StandardCharsets.ISO_8859_1);
    try {
      PrivateKey privateKey =
          KeyFactory.getInstance(SigningKey.ALGORITHM)
              .generatePrivate(new PKCS8EncodedKeySpec(content(text, PRIVATE)));
      PublicKey publicKey = SigningKey.publicKey(ByteBuffer.wrap(content(text, PUBLIC)));
      if (!belongTogether(publicKey, privateKey)) {
        throw damaged(file);
      }
      return new SigningKey(publicKey, privateKey);
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw damaged(file); // without the cause, which could quote the file
    }
  }

  private static boolean belongTogether(PublicKey publicKey, PrivateKey privateKey)
      throws GeneralSecurityException {
    byte[] sample = "do these two belong together?".getBytes(StandardCharsets.US_ASCII);
    Signature signature = Signature.getInstance(SigningKey.ALGORITHM);
    signature.initSign(privateKey);
    signature.update(sample);
    byte[] signed = signature.sign();
    signature.initVerify(publicKey);
    signature.update(sample);
    return signature.verify(signed);
  }

  private static SigningKeyException damaged(Path file) {
    return new SigningKeyException(
        "The signing key %s is not what was expected: an Ed25519 private key and its public key, each a PEM block. Restore it from a copy; or delete it, start again and enrol the new key."
            .formatted(file));
  }

  private static String block(String label, byte[] content) {
    return "-----BEGIN %s-----%n%s%n-----END %s-----%n"
        .formatted(label, Base64.getMimeEncoder().encodeToString(content), label);
  }

  private static byte[] content(String text, String label) throws GeneralSecurityException {
    String begin = "-----BEGIN " + label + "-----";
    int from = text.indexOf(begin);
    int to = text.indexOf("-----END " + label + "-----");
    if (from < 0 || to < from) {
      throw new GeneralSecurityException("no block " + label);
    }
    return Base64.getMimeDecoder().decode(text.substring(from + begin.length(), to));
  }
}
