package io.fedlog.coordinator.rest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** A certificate authority of a test, made by the JDK's keytool. */
public final class TestCertificates {

  private static final String PASSWORD = "keystore";
  private static final String AUTHORITY = "authority";

  private final Path folder;

  public TestCertificates(Path folder) throws IOException, InterruptedException {
    this.folder = folder;
    generate(AUTHORITY, "EC", List.of("-ext", "bc:c"));
    keytool(AUTHORITY, List.of("-exportcert", "-rfc", "-file", pem(AUTHORITY).toString()));
  }

  /**
   * Makes a key and a certificate for localhost, and writes both as PEM.
   *
   * @param algorithm such as EC, RSA or Ed25519
   */
  public void issue(String name, String algorithm)
      throws IOException, InterruptedException, GeneralSecurityException {
    generate(name, algorithm, List.of());
    Path request = folder.resolve(name + ".csr");
    keytool(name, List.of("-certreq", "-file", request.toString()));
    Path issued = folder.resolve(name + ".issued");
    keytool(
        AUTHORITY,
        List.of("-gencert", "-rfc", "-validity", "2", "-infile", request.toString()),
        List.of("-outfile", issued.toString(), "-ext", "SAN=dns:localhost,ip:127.0.0.1"));
    Files.writeString(
        certificate(name), Files.readString(issued) + Files.readString(pem(AUTHORITY)));
    byte[] key =
        keyStore(name).getKey(name, PASSWORD.toCharArray()).getEncoded(); // PKCS #8, as PEM has it
    Files.writeString(
        key(name),
        "-----BEGIN PRIVATE KEY-----\n"
            + Base64.getMimeEncoder().encodeToString(key)
            + "\n-----END PRIVATE KEY-----\n");
  }

  /** The certificate, its authority's behind it. */
  public Path certificate(String name) {
    return pem(name);
  }

  public Path key(String name) {
    return folder.resolve(name + ".key");
  }

  /** Trusts the authority, and nobody else. */
  public SSLContext trusting() throws GeneralSecurityException, IOException {
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry(AUTHORITY, keyStore(AUTHORITY).getCertificate(AUTHORITY));
    TrustManagerFactory managers =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    managers.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, managers.getTrustManagers(), null);
    return context;
  }

  private Path pem(String name) {
    return folder.resolve(name + ".pem");
  }

  private KeyStore keyStore(String name) throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(folder.resolve(name + ".p12"))) {
      store.load(in, PASSWORD.toCharArray());
    }
    return store;
  }

  private void generate(String name, String algorithm, List<String> more)
      throws IOException, InterruptedException {
    List<String> curve =
        algorithm.equals("EC") ? List.of("-groupname", "secp256r1") : List.<String>of();
    keytool(
        name,
        List.of("-genkeypair", "-keyalg", algorithm, "-validity", "2", "-dname", "CN=" + name),
        curve,
        more);
  }

  @SafeVarargs
  private void keytool(String name, List<String>... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    List.of(arguments).forEach(command::addAll);
    command.addAll(List.of("-keystore", folder.resolve(name + ".p12").toString()));
    command.addAll(List.of("-storetype", "PKCS12", "-storepass", PASSWORD, "-alias", name));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(said).isZero();
  }
}
