package io.fedlog.agent.enrol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.fedlog.runtime.Settings;
import io.fedlog.runtime.trust.SigningKey;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Enrolment over HTTPS, where the certificate is nobody's whom Java trusts. */
class EnrolmentHttpsTest {

  private static final String PASSWORD = "keystore";

  @TempDir Path folder;

  private final AtomicInteger asked = new AtomicInteger();
  private final List<Duration> pauses = new ArrayList<>();

  private HttpsServer coordinator;

  @BeforeEach
  void serve() throws Exception {
    keytool("-genkeypair", "-keyalg", "EC", "-dname", "CN=here", "-ext", "SAN=dns:localhost");
    keytool("-exportcert", "-rfc", "-file", folder.resolve("here.pem").toString());
    coordinator = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    coordinator.setHttpsConfigurator(new HttpsConfigurator(context()));
    coordinator.createContext(
        "/",
        exchange -> {
          asked.incrementAndGet();
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    coordinator.start();
  }

  @AfterEach
  void stop() {
    coordinator.stop(0);
  }

  @Test
  void shouldBelieve_whomTheSettingsName() throws Exception {
    Path marker = folder.resolve("enrolled-key-id");
    SigningKey key = SigningKey.generate();

    enrolment(folder.resolve("here.pem")).ensure("north", key, marker);

    assertThat(asked).hasValue(1);
    assertThat(marker).hasContent(key.id());
  }

  @Test
  void shouldSendNothing_andNotTryAgain_whenTheCertificateIsNotBelieved() throws Exception {
    assertThatThrownBy(
            () -> enrolment(null).ensure("north", SigningKey.generate(), folder.resolve("m")))
        .isInstanceOf(EnrolmentFailedException.class)
        .hasMessageContaining("its certificate is not believed; FL_COORDINATOR_CA_FILE");
    assertThat(asked).hasValue(0);
    assertThat(pauses).isEmpty();
  }

  @Test
  void shouldNameTheFile_whenThereIsNoCertificateInIt() throws Exception {
    Path none = Files.writeString(folder.resolve("none.pem"), "nothing");
    assertThatThrownBy(() -> enrolment(none))
        .isInstanceOf(EnrolmentFailedException.class)
        .hasMessageContaining(none.toString())
        .hasMessageContaining("Expected one or more in PEM");
  }

  private KeyEnrolment enrolment(@Nullable Path authority) throws Exception {
    Map<String, String> environment = new HashMap<>();
    environment.put(
        "FL_COORDINATOR_URL", "https://localhost:" + coordinator.getAddress().getPort());
    environment.put(
        "FL_ENROLMENT_CODE_FILE",
        Files.writeString(folder.resolve("code"), "0123456789abcdef").toString());
    if (authority != null) {
      environment.put("FL_COORDINATOR_CA_FILE", authority.toString());
    }
    return new KeyEnrolment(
        EnrolmentSettings.from(Settings.fromEnv(environment)).orElseThrow(), pauses::add);
  }

  private SSLContext context() throws Exception {
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(folder.resolve("here.p12"))) {
      store.load(in, PASSWORD.toCharArray());
    }
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(store, PASSWORD.toCharArray());
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), null, null);
    return context;
  }

  private void keytool(String... arguments) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(List.of(arguments));
    command.addAll(List.of("-keystore", folder.resolve("here.p12").toString()));
    command.addAll(List.of("-storetype", "PKCS12", "-storepass", PASSWORD, "-alias", "here"));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
  }
}
