package io.fedlog.coordinator.rest.tls;

import io.fedlog.coordinator.identity.PemFile;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;

/**
 * A certificate, those that lead to its root, and its private key, which all belong together.
 *
 * @param chain the server's own certificate first
 */
record ServerCertificate(List<X509Certificate> chain, PrivateKey key) {

  /** Of the key store that is made in memory; protects nothing. */
  static final String STORE_PASSWORD = "in-memory";

  /** How a key of each algorithm signs. */
  private static final Map<String, String> SIGNATURES =
      Map.of("RSA", "SHA256withRSA", "EC", "SHA256withECDSA", "EdDSA", "EdDSA");

  ServerCertificate {
    chain = List.copyOf(chain);
  }

  /**
   * Reads both files.
   *
   * @throws UnusableCertificateException when they are not there, not whole, or no pair
   */
  static ServerCertificate read(TlsFiles files) throws UnusableCertificateException {
    List<X509Certificate> chain = chain(files.certificate());
    PublicKey publicKey = chain.get(0).getPublicKey();
    PrivateKey key = key(files.key(), publicKey.getAlgorithm());
    if (!belongTogether(publicKey, key)) {
      throw new UnusableCertificateException(
          "the key in %s is not that of the first certificate in %s"
              .formatted(files.key(), files.certificate()));
    }
    return new ServerCertificate(chain, key);
  }

  /** As Jetty takes it. */
  KeyStore toKeyStore() {
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      store.setKeyEntry(
          "server", key, STORE_PASSWORD.toCharArray(), chain.toArray(X509Certificate[]::new));
      return store;
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("This Java has no PKCS #12 key stores.", e);
    }
  }

  /** Whom it names. */
  String subject() {
    return chain.get(0).getSubjectX500Principal().getName();
  }

  Date notAfter() {
    return chain.get(0).getNotAfter();
  }

  private static List<X509Certificate> chain(Path file) throws UnusableCertificateException {
    List<X509Certificate> chain = new ArrayList<>();
    for (PemFile.Block block : blocks(file, "CERTIFICATE")) {
      try {
        chain.add(
            (X509Certificate)
                CertificateFactory.getInstance("X.509")
                    .generateCertificate(new ByteArrayInputStream(block.bytes())));
      } catch (GeneralSecurityException e) {
        throw new UnusableCertificateException(
            "certificate %d in %s cannot be read".formatted(chain.size() + 1, file));
      }
    }
    for (int i = 1; i < chain.size(); i++) {
      try {
        chain.get(i - 1).verify(chain.get(i).getPublicKey());
      } catch (GeneralSecurityException e) {
        throw new UnusableCertificateException(
            "certificate %d in %s was not issued by the one behind it; expected the server's own first, then each one's issuer"
                .formatted(i, file));
      }
    }
    return chain;
  }

  private static PrivateKey key(Path file, String algorithm) throws UnusableCertificateException {
    byte[] encoded = blocks(file, "PRIVATE KEY").get(0).bytes();
    try {
      return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(encoded));
    } catch (GeneralSecurityException e) {
      // Without the cause, which could quote the file.
      throw new UnusableCertificateException(
          "the key in %s is no %s key in PKCS #8, as its certificate says"
              .formatted(file, algorithm));
    }
  }

  private static List<PemFile.Block> blocks(Path file, String label)
      throws UnusableCertificateException {
    try {
      List<PemFile.Block> blocks =
          PemFile.read(file).stream().filter(block -> block.label().equals(label)).toList();
      if (blocks.isEmpty()) {
        throw new UnusableCertificateException(
            "%s has no block %s; expected one, not encrypted".formatted(file, label));
      }
      return blocks;
    } catch (NoSuchFileException e) {
      throw new UnusableCertificateException("there is no file " + file);
    } catch (IOException e) {
      throw new UnusableCertificateException(
          "%s cannot be read: %s".formatted(file, e.getMessage()));
    }
  }

  private static boolean belongTogether(PublicKey publicKey, PrivateKey privateKey)
      throws UnusableCertificateException {
    String algorithm = SIGNATURES.get(publicKey.getAlgorithm());
    if (algorithm == null) {
      throw new UnusableCertificateException(
          "the certificate's key is of the kind %s; expected one of %s"
              .formatted(publicKey.getAlgorithm(), SIGNATURES.keySet().stream().sorted().toList()));
    }
    byte[] sample = {1, 2, 3};
    try {
      Signature signature = Signature.getInstance(algorithm);
      signature.initSign(privateKey);
      signature.update(sample);
      byte[] signed = signature.sign();
      signature.initVerify(publicKey);
      signature.update(sample);
      return signature.verify(signed);
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  @Override
  public String toString() {
    return "ServerCertificate[" + subject() + ", until " + notAfter().toInstant() + "]";
  }
}
