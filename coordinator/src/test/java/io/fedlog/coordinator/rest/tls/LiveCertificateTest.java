package io.fedlog.coordinator.rest.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.fedlog.coordinator.rest.TestCertificates;
import io.fedlog.runtime.SettingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

class LiveCertificateTest {

  @TempDir static Path made;

  private static TestCertificates certificates;

  @TempDir Path folder;

  private final Logger log = (Logger) LoggerFactory.getLogger(LiveCertificate.class);
  private final ListAppender<ILoggingEvent> said = new ListAppender<>();

  private TlsFiles files;

  @BeforeAll
  static void makeCertificates() throws Exception {
    certificates = new TestCertificates(made);
    certificates.issue("first", "EC");
    certificates.issue("second", "EC");
  }

  @BeforeEach
  void putTheFirst() throws Exception {
    files = new TlsFiles(folder.resolve("tls.crt"), folder.resolve("tls.key"));
    putCertificate("first");
    putKey("first");
    said.start();
    log.setLevel(Level.WARN);
    log.addAppender(said);
  }

  @AfterEach
  void stopListening() {
    log.detachAppender(said);
    log.setLevel(null);
  }

  @Test
  void shouldKeepTheFormer_andWarnOnce_whenOnlyOneFileIsNew() throws Exception {
    LiveCertificate live = started();

    putCertificate("second");
    live.refresh();
    live.refresh();

    assertThat(shown(live)).isEqualTo("CN=first");
    assertThat(warnings()).isEqualTo(1);

    putKey("second");
    live.refresh();

    assertThat(shown(live)).isEqualTo("CN=second");
  }

  @Test
  void shouldKeepTheFormer_whenAFileIsCutOrGone() throws Exception {
    LiveCertificate live = started();

    putCertificate("second");
    String whole = Files.readString(certificates.key("second"));
    Files.writeString(files.key(), whole.substring(0, whole.length() / 2));
    live.refresh();
    assertThat(shown(live)).isEqualTo("CN=first");

    Files.delete(files.key());
    live.refresh();
    assertThat(shown(live)).isEqualTo("CN=first");
    assertThat(warnings()).isEqualTo(1);

    putKey("second");
    live.refresh();
    assertThat(shown(live)).isEqualTo("CN=second");
  }

  @Test
  void shouldWarnAgain_whenItWasRightInBetween() throws Exception {
    LiveCertificate live = started();

    putKey("second");
    live.refresh();
    putKey("first");
    live.refresh();
    putKey("second");
    live.refresh();

    assertThat(warnings()).isEqualTo(2);
  }

  @Test
  void shouldSayWhatIsWrong_andNothingOfTheKey() throws Exception {
    String key = Files.readString(certificates.key("second"));
    String secret = key.lines().skip(1).findFirst().orElseThrow().substring(20, 50);

    assertRefused(key, secret, "is not that of the first certificate");
    assertRefused(key.substring(0, key.length() / 2), secret, "has no line -----BEGIN"); // no END
    assertRefused(key.replaceAll("[A-Z]{2}", "AA"), secret, "tls.key");
    assertRefused(key.replace("PRIVATE", "ENCRYPTED PRIVATE"), secret, "has no block PRIVATE KEY");
    assertRefused("", secret, "tls.key");

    putKey("first");
    String chain = Files.readString(files.certificate());
    int second = chain.indexOf("-----BEGIN", 1);
    Files.writeString(files.certificate(), chain.substring(second) + chain.substring(0, second));
    assertThatThrownBy(() -> LiveCertificate.open(files))
        .isInstanceOf(SettingException.class)
        .hasMessageContaining("was not issued by the one behind it");
  }

  private void assertRefused(String key, String secret, String words) throws Exception {
    Files.writeString(files.key(), key);
    assertThatThrownBy(() -> LiveCertificate.open(files))
        .isInstanceOf(SettingException.class)
        .hasMessageContaining("FL_HTTP_KEY_FILE")
        .hasMessageContaining(words)
        .hasNoCause()
        .message()
        .doesNotContain(secret);
  }

  private LiveCertificate started() throws Exception {
    LiveCertificate live = LiveCertificate.open(files);
    live.contexts().start();
    return live;
  }

  private void putCertificate(String name) throws Exception {
    Files.writeString(files.certificate(), Files.readString(certificates.certificate(name)));
  }

  private void putKey(String name) throws Exception {
    Files.writeString(files.key(), Files.readString(certificates.key(name)));
  }

  private static String shown(LiveCertificate live) throws Exception {
    return ((X509Certificate) live.contexts().getKeyStore().getCertificate("server"))
        .getSubjectX500Principal()
        .getName();
  }

  private long warnings() {
    return said.list.stream().filter(event -> event.getLevel() == Level.WARN).count();
  }
}
