package io.fedlog.standalone.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Self-signed certificates for localhost, made by the JDK's keytool. */
final class Certificates {
  /** Of every key store. */
  static final String PASSWORD = "keystore";

  private final Path folder;

  Certificates(Path folder) {
    this.folder = folder;
  }

  /** Makes the key and the certificate of {@code CN=name}. */
  void make(String name) throws IOException, InterruptedException {
    keytool(
        name,
        List.of("-genkeypair", "-keyalg", "EC", "-groupname", "secp256r1", "-validity", "2"),
        List.of("-storetype", "PKCS12", "-dname", "CN=" + name),
        List.of("-ext", "SAN=dns:localhost,ip:127.0.0.1"));
    keytool(name, List.of("-exportcert", "-rfc", "-file", certificate(name).toString()));
  }

  /** The key store, PKCS12, with the key and the certificate. */
  Path keystore(String name) {
    return folder.resolve(name + ".p12");
  }

  /** The certificate in PEM. */
  Path certificate(String name) {
    return folder.resolve(name + ".pem");
  }

  @SafeVarargs
  private void keytool(String name, List<String>... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    List.of(arguments).forEach(command::addAll);
    command.addAll(
        List.of("-keystore", keystore(name).toString(), "-storepass", PASSWORD, "-alias", name));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(said).isZero();
  }
}
