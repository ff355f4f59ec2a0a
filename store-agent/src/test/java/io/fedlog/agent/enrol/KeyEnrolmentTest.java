package io.fedlog.agent.enrol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.fedlog.runtime.SettingException;
import io.fedlog.runtime.Settings;
import io.fedlog.runtime.trust.EnrolmentProof;
import io.fedlog.runtime.trust.SigningKey;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PublicKey;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Enrolment at a coordinator that the test plays. */
class KeyEnrolmentTest {

  private static final String CODE = "0123456789abcdefghijklmnopqrstuv";
  private static final String ENROLLED = "200 {\"status\": \"enrolled\"}";

  @TempDir Path folder;

  private final SigningKey key = SigningKey.generate();
  private final Deque<String> answers = new ArrayDeque<>();
  private final List<JsonNode> asked = new ArrayList<>();
  private final List<Duration> pauses = new ArrayList<>();

  private HttpServer coordinator;
  private Path marker;
  private Path codeFile;

  @BeforeEach
  void serve() throws IOException {
    marker = folder.resolve("enrolled-key-id");
    codeFile = Files.writeString(folder.resolve("code"), CODE + "\n");
    coordinator = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    coordinator.createContext("/api/v1/federated-learning/stores/enrol", this::answer);
    coordinator.start();
  }

  @AfterEach
  void stop() {
    coordinator.stop(0);
  }

  private void answer(HttpExchange exchange) throws IOException {
    asked.add(new ObjectMapper().readTree(exchange.getRequestBody()));
    String[] answer = answers.remove().split(" ", 2);
    byte[] body = answer[1].getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(Integer.parseInt(answer[0]), body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  @Test
  void shouldSendTheKey_andShowThatItIsTheSenders() throws Exception {
    answers.add(ENROLLED);

    enrolment().ensure("north", key, marker);

    JsonNode body = asked.get(0);
    assertThat(body.path("store_id").asText()).isEqualTo("north");
    assertThat(body.path("enrolment_code").asText()).isEqualTo(CODE);
    PublicKey sent = SigningKey.publicKey(ByteBuffer.wrap(bytes(body, "public_key")));
    assertThat(sent).isEqualTo(key.publicKey());
    assertThat(EnrolmentProof.holds(sent, CODE, "north", bytes(body, "signature"))).isTrue();
  }

  @Test
  void shouldAskNobodyAgain_whenItIsEnrolled_evenWithoutTheCode() throws Exception {
    answers.add(ENROLLED);
    enrolment().ensure("north", key, marker);
    Files.delete(codeFile);

    enrolment().ensure("north", key, marker);

    assertThat(asked).hasSize(1);
    try (var files = Files.list(folder)) {
      assertThat(files).allSatisfy(file -> assertThat(Files.readString(file)).doesNotContain(CODE));
    }
  }

  @Test
  void shouldEnrolAnotherKey_whenThereIsOne() throws Exception {
    answers.add(ENROLLED);
    answers.add(ENROLLED);
    enrolment().ensure("north", key, marker);
    enrolment().ensure("north", SigningKey.generate(), marker);

    assertThat(asked).hasSize(2);
  }

  @Test
  void shouldTryAgain_moreAndMoreSeldom_whileTheCoordinatorIsAway() throws Exception {
    for (String away : List.of("503", "500", "429", "408", "502", "503", "503")) {
      answers.add(away + " away");
    }
    answers.add(ENROLLED);

    enrolment().ensure("north", key, marker);

    assertThat(pauses)
        .extracting(Duration::toSeconds)
        .containsExactly(1L, 2L, 4L, 8L, 16L, 30L, 30L);
  }

  @Test
  void shouldTryAgain_whenNobodyListens() throws Exception {
    int port = coordinator.getAddress().getPort();
    coordinator.stop(0);
    EnrolmentSettings settings = settings("http://127.0.0.1:" + port);
    new KeyEnrolment(
            settings,
            time -> {
              pauses.add(time);
              if (pauses.size() == 2) {
                listenAt(port);
              }
            })
        .ensure("north", key, marker);

    assertThat(pauses).hasSize(2);
    assertThat(asked).hasSize(1);
  }

  @Test
  void shouldSayWhatTheCoordinatorSaid_andNothingOfTheCode_whenItRefuses() {
    answers.add("403 {\"detail\": \"The enrolment code does not count: it ended\\nat noon\"}");

    assertThatThrownBy(() -> enrolment().ensure("north", key, marker))
        .isInstanceOf(EnrolmentFailedException.class)
        .hasMessageContaining("The key of store north was not enrolled at http://127.0.0.1:")
        .hasMessageContaining("The enrolment code does not count: it ended at noon")
        .message()
        .doesNotContain(CODE);
    assertThat(pauses).isEmpty();
    assertThat(marker).doesNotExist();
  }

  @Test
  void shouldNotFollow_whereAnAnswerPoints() {
    answers.add("302 elsewhere");

    assertThatThrownBy(() -> enrolment().ensure("north", key, marker))
        .isInstanceOf(EnrolmentFailedException.class)
        .hasMessageContaining("it answered 302; is that a coordinator");
  }

  @Test
  void shouldSayWhereACodeComesFrom_whenThereIsNone() throws Exception {
    Files.delete(codeFile);
    assertThatThrownBy(() -> enrolment().ensure("north", key, marker))
        .isInstanceOf(EnrolmentFailedException.class)
        .hasMessageContaining("FL_ENROLMENT_CODE_FILE")
        .hasMessageContaining("./fedlog enrol-code STORE");
    assertThat(asked).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://fedlog.example:8080",
        "ftp://localhost",
        "localhost:8080",
        "https://name:secret@fedlog.example",
        "https://fedlog.example?code=secret",
        "not an address secret",
      })
  void shouldRefuseAddresses_whereTheCodeCouldBeRead_andRepeatNone(String address) {
    assertThatThrownBy(() -> settings(address))
        .isInstanceOf(SettingException.class)
        .hasMessageContaining("FL_COORDINATOR_URL")
        .message()
        .doesNotContain("secret");
  }

  @Test
  void shouldAskForTheAddress_whenThereIsACode() {
    assertThatThrownBy(
            () ->
                EnrolmentSettings.from(
                    Settings.fromEnv(Map.of("FL_ENROLMENT_CODE_FILE", codeFile.toString()))))
        .isInstanceOf(SettingException.class)
        .hasMessageContaining("FL_COORDINATOR_URL");
    assertThat(EnrolmentSettings.from(Settings.fromEnv(Map.of()))).isEmpty();
  }

  private void listenAt(int port) {
    try {
      coordinator =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    coordinator.createContext("/api/v1/federated-learning/stores/enrol", this::answer);
    answers.add(ENROLLED);
    coordinator.start();
  }

  private KeyEnrolment enrolment() {
    URI here = URI.create("http://127.0.0.1:" + coordinator.getAddress().getPort() + "/");
    return new KeyEnrolment(settings(here.toString()), pauses::add);
  }

  private EnrolmentSettings settings(String address) {
    return EnrolmentSettings.from(
            Settings.fromEnv(
                Map.of(
                    "FL_COORDINATOR_URL", address, "FL_ENROLMENT_CODE_FILE", codeFile.toString())))
        .orElseThrow();
  }

  private static byte[] bytes(JsonNode body, String field) {
    return Base64.getDecoder().decode(body.path(field).asText());
  }
}
