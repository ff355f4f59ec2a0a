package io.fedlog.coordinator.identity;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Keys, key sets and tokens put together with the JDK alone, so that the library under the verifier
 * is not its own judge, and so that tokens can say what no library would sign.
 */
final class HandMade {

  /** RFC 8032, section 7.1, test 1: the secret key as PKCS #8 and the public key. */
  static final String RFC_8032_PRIVATE =
      "MC4CAQAwBQYDK2VwBCIEIJ1hsZ3v/VpguoRK9JLsLMREScVpezJpGXA7rAMcrn9g";

  static final String RFC_8032_PUBLIC =
      "MCowBQYDK2VwAyEA11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=";

  private HandMade() {}

  static KeyPair ed25519() {
    return pair("Ed25519", 0);
  }

  static KeyPair rsa(int bits) {
    return pair("RSA", bits);
  }

  static KeyPair p256() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static KeyPair pair(String algorithm, int bits) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
      if (bits > 0) {
        generator.initialize(bits);
      }
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A token with exactly that header and payload. */
  static String signed(String header, String payload, PrivateKey key, String jdkAlgorithm) {
    String input = encoded(header) + "." + encoded(payload);
    try {
      Signature signature = Signature.getInstance(jdkAlgorithm);
      signature.initSign(key);
      signature.update(input.getBytes(StandardCharsets.US_ASCII));
      return input + "." + base64(signature.sign());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A token with HMAC-SHA-256 under those bytes. */
  static String macked(String header, String payload, byte[] key) {
    String input = encoded(header) + "." + encoded(payload);
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      return input + "." + base64(mac.doFinal(input.getBytes(StandardCharsets.US_ASCII)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  static String encoded(String json) {
    return base64(json.getBytes(StandardCharsets.UTF_8));
  }

  static String base64(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  /** The 32 bytes of an Ed25519 key. */
  static byte[] raw(Key ed25519) {
    byte[] encoded = ed25519.getEncoded();
    return Arrays.copyOfRange(encoded, encoded.length - 32, encoded.length);
  }

  static String pem(String label, Key key) {
    return pem(label, Base64.getMimeEncoder().encodeToString(key.getEncoded()));
  }

  static String pem(String label, String base64) {
    return "-----BEGIN " + label + "-----\n" + base64 + "\n-----END " + label + "-----\n";
  }

  static Path file(Path folder, String... pem) throws IOException {
    return Files.writeString(folder.resolve("keys.pem"), String.join("", pem));
  }

  static String jwk(String keyId, RSAPublicKey key, String more) {
    return "{\"kty\":\"RSA\",\"kid\":\"%s\",\"n\":\"%s\",\"e\":\"%s\"%s}"
        .formatted(
            keyId, unsigned(key.getModulus(), 0), unsigned(key.getPublicExponent(), 0), more);
  }

  static String jwk(String keyId, ECPublicKey key) {
    return "{\"kty\":\"EC\",\"crv\":\"P-256\",\"kid\":\"%s\",\"x\":\"%s\",\"y\":\"%s\"}"
        .formatted(
            keyId, unsigned(key.getW().getAffineX(), 32), unsigned(key.getW().getAffineY(), 32));
  }

  static String jwks(String... keys) {
    return "{\"keys\":[" + String.join(",", keys) + "]}";
  }

  private static String unsigned(BigInteger number, int length) {
    byte[] bytes = number.toByteArray();
    int from = bytes[0] == 0 ? 1 : 0;
    byte[] bare = Arrays.copyOfRange(bytes, from, bytes.length);
    byte[] padded = new byte[Math.max(length, bare.length)];
    System.arraycopy(bare, 0, padded, padded.length - bare.length, bare.length);
    return base64(padded);
  }
}
