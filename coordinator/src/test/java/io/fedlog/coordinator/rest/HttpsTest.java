package io.fedlog.coordinator.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.fedlog.runtime.SettingException;
import io.fedlog.runtime.Settings;
import io.javalin.Javalin;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Map;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** HTTPS as the REST API is served with it, to clients that trust one authority. */
class HttpsTest {

  @TempDir static Path made;

  private static TestCertificates certificates;

  @TempDir Path served;

  private Path certificate;
  private Path key;
  private RestListener listener;
  private Javalin server;

  @BeforeAll
  static void makeCertificates() throws Exception {
    certificates = new TestCertificates(made);
    certificates.issue("first", "EC");
    certificates.issue("second", "RSA");
    certificates.issue("third", "Ed25519");
  }

  @BeforeEach
  void serve() throws Exception {
    certificate = served.resolve("tls.crt");
    key = served.resolve("tls.key");
    replace(certificate, certificates.certificate("first"));
    replace(key, certificates.key("first"));
    listener = new RestListener(settings());
    server =
        Javalin.create(
                config -> {
                  config.startup.showJavalinBanner = false;
                  listener.configure(config.jetty);
                  config.routes.get("/", ctx -> ctx.result("here"));
                })
            .start();
    listener.start();
  }

  @AfterEach
  void stop() {
    server.stop();
    listener.close();
  }

  @Test
  void shouldServe_whoTrustsTheAuthority_withTls13() throws Exception {
    HttpResponse<String> answer = get(trusting());

    assertThat(answer.body()).isEqualTo("here");
    assertThat(answer.sslSession().orElseThrow().getProtocol()).isEqualTo("TLSv1.3");
    assertThat(answer.headers().firstValue("Strict-Transport-Security"))
        .hasValue("max-age=31536000");
    assertThat(answer.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
  }

  @Test
  void shouldNotBeBelieved_byWhoDoesNotTrustTheAuthority() {
    assertThatThrownBy(() -> get(HttpClient.newHttpClient()))
        .isInstanceOf(SSLHandshakeException.class);
  }

  @Test
  void shouldRefuseTls12() throws Exception {
    try (SSLSocket socket =
        (SSLSocket)
            certificates
                .trusting()
                .getSocketFactory()
                .createSocket(InetAddress.getLoopbackAddress(), server.port())) {
      socket.setEnabledProtocols(new String[] {"TLSv1.2"});
      assertThatThrownBy(socket::startHandshake)
          .isInstanceOf(SSLHandshakeException.class)
          .as("the server's own word")
          .hasMessageContaining("Received fatal alert: protocol_version");
    }
  }

  @Test
  void shouldGiveNothingAway_whenAskedInTheClear() throws Exception {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      socket.setSoTimeout(10_000);
      socket
          .getOutputStream()
          .write("GET / HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1))
          .doesNotContain("here")
          .doesNotContain("HTTP");
    }
  }

  @Test
  void shouldShowTheNewCertificate_withoutARestart() throws Exception {
    HttpClient before = trusting();
    assertThat(shown(get(before))).isEqualTo("CN=first");

    replace(certificate, certificates.certificate("second"));
    replace(key, certificates.key("second"));

    await().atMost(Duration.ofSeconds(20)).until(() -> shownToANewClient().equals("CN=second"));
    assertThat(get(before).body()).as("a connection that was open stays so").isEqualTo("here");

    replace(key, certificates.key("third"));
    replace(certificate, certificates.certificate("third"));

    await().atMost(Duration.ofSeconds(20)).until(() -> shownToANewClient().equals("CN=third"));
  }

  @Test
  void shouldRefuseToStart_whenTheFilesAreNoPair() throws Exception {
    replace(key, certificates.key("third"));
    assertThatThrownBy(() -> new RestListener(settings()))
        .isInstanceOf(SettingException.class)
        .hasMessageContaining("FL_HTTP_CERTIFICATE_FILE and FL_HTTP_KEY_FILE")
        .hasMessageContaining(key.toString());
  }

  private HttpSettings settings() {
    return HttpSettings.from(
        Settings.fromEnv(
            Map.of(
                "FL_HTTP_PORT",
                "0",
                "FL_HTTP_CERTIFICATE_FILE",
                certificate.toString(),
                "FL_HTTP_KEY_FILE",
                key.toString())));
  }

  /** As a tool that renews certificates does: one file after the other, each at once. */
  private static void replace(Path file, Path by) throws IOException {
    Path aside = file.resolveSibling("new");
    Files.copy(by, aside);
    Files.move(aside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  private static HttpClient trusting() throws Exception {
    return HttpClient.newBuilder().sslContext(certificates.trusting()).build();
  }

  private String shownToANewClient() throws Exception {
    return shown(get(trusting()));
  }

  private static String shown(HttpResponse<String> answer) throws Exception {
    return ((X509Certificate) answer.sslSession().orElseThrow().getPeerCertificates()[0])
        .getSubjectX500Principal()
        .getName();
  }

  private HttpResponse<String> get(HttpClient client) throws Exception {
    return client.send(
        HttpRequest.newBuilder(URI.create("https://localhost:" + server.port() + "/")).build(),
        BodyHandlers.ofString());
  }
}
