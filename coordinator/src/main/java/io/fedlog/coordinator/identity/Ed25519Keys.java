package io.fedlog.coordinator.identity;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.interfaces.EdECPrivateKey;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.NamedParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;

/** Ed25519 keys (RFC 8032) from their standard encodings (RFC 8410). No message shows a key. */
final class Ed25519Keys {

  private static final String ALGORITHM = "Ed25519";

  /** Bytes of an X.509 SubjectPublicKeyInfo of an Ed25519 key: 12 of frame, 32 of key. */
  private static final int PUBLIC_KEY_BYTES = 44;

  private Ed25519Keys() {}

  /**
   * A private key with its public half.
   *
   * @param pkcs8 RFC 5958
   * @throws InvalidKeySpecException when it is no Ed25519 private key
   */
  static KeyPair pair(byte[] pkcs8) throws InvalidKeySpecException {
    if (!(factory().generatePrivate(new PKCS8EncodedKeySpec(pkcs8))
        instanceof EdECPrivateKey key)) {
      throw new InvalidKeySpecException("expected an Ed25519 private key");
    }
    byte[] seed =
        key.getBytes().orElseThrow(() -> new InvalidKeySpecException("the key shows no bytes"));
    return fromSeed(seed);
  }

  /**
   * A public key.
   *
   * @param subjectPublicKeyInfo X.509, 44 bytes
   * @throws InvalidKeySpecException when it is no Ed25519 public key in its one encoding
   */
  static PublicKey publicKey(byte[] subjectPublicKeyInfo) throws InvalidKeySpecException {
    if (subjectPublicKeyInfo.length != PUBLIC_KEY_BYTES) {
      throw new InvalidKeySpecException(
          "expected %d bytes, came %d".formatted(PUBLIC_KEY_BYTES, subjectPublicKeyInfo.length));
    }
    PublicKey key = factory().generatePublic(new X509EncodedKeySpec(subjectPublicKeyInfo));
    if (!Arrays.equals(key.getEncoded(), subjectPublicKeyInfo)) {
      throw new InvalidKeySpecException("expected the key's canonical encoding");
    }
    return key;
  }

  /**
   * The JDK makes a public key only together with a new private one, whose 32 bytes it takes from
   * the random numbers it is given (RFC 8032, section 5.1.5, step 1): here they are the seed.
   */
  private static KeyPair fromSeed(byte[] seed) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance(ALGORITHM);
      generator.initialize(NamedParameterSpec.ED25519, new Fixed(seed));
      KeyPair pair = generator.generateKeyPair();
      byte[] made =
          pair.getPrivate() instanceof EdECPrivateKey key
              ? key.getBytes().orElse(new byte[0])
              : new byte[0];
      if (!Arrays.equals(made, seed)) {
        throw new IllegalStateException(
            "This Java's Ed25519 does not take its key from the random numbers it is given. Use"
                + " the JDK's own provider, SunEC.");
      }
      return pair;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("This Java has no Ed25519; expected 17 or newer.", e);
    }
  }

  private static KeyFactory factory() {
    try {
      return KeyFactory.getInstance(ALGORITHM);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("This Java has no Ed25519; expected 17 or newer.", e);
    }
  }

  /** Gives the same bytes for ever. */
  private static final class Fixed extends SecureRandom {
    private static final long serialVersionUID = 1L;

    private final byte[] bytes;

    Fixed(byte[] bytes) {
      this.bytes = bytes.clone();
    }

    @Override
    public void nextBytes(byte[] into) {
      for (int i = 0; i < into.length; i++) {
        into[i] = bytes[i % bytes.length];
      }
    }
  }
}
