package io.fedlog.coordinator.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.fedlog.coordinator.CoordinatorConnection;
import io.fedlog.coordinator.Installation;
import io.fedlog.coordinator.identity.Enrolment;
import io.fedlog.coordinator.identity.EnrolmentRefusedException;
import io.fedlog.coordinator.identity.IdentitySettings;
import io.fedlog.coordinator.identity.IssuedToken;
import io.fedlog.coordinator.identity.NewEnrolmentCode;
import io.fedlog.coordinator.identity.NotAuthenticatedException;
import io.fedlog.coordinator.identity.TokenRequest;
import io.fedlog.coordinator.identity.TokenVerifier;
import io.fedlog.coordinator.identity.Tokens;
import io.fedlog.runtime.trust.EnrolmentProof;
import io.fedlog.schemas.AccessRole;
import io.fedlog.schemas.AuditEvent;
import io.fedlog.schemas.FingerprintDirectory;
import io.fedlog.schemas.RecordCodec;
import io.fedlog.schemas.StoreEnrolment;
import io.fedlog.schemas.Topics;
import io.fedlog.schemas.UserAccount;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who may act, on a real broker and over several coordinators. */
class AccessClientIT {

  private static final Duration SOON = Duration.ofSeconds(30);
  private static final String PASSWORD = "correct horse battery";

  private static Installation installation;

  @TempDir Path folder;

  @BeforeAll
  static void startBroker() {
    installation = new Installation();
  }

  @AfterAll
  static void stopBroker() {
    installation.close();
  }

  @Test
  void shouldBeFoundAgain_byACoordinatorThatStartsLater() throws Exception {
    Tokens tokens = tokens();
    IssuedToken token =
        tokens
            .issuer(Clock.systemUTC(), new SecureRandom())
            .issue(new TokenRequest("ada", AccessRole.ADMIN, null, Duration.ofHours(1)));
    try (CoordinatorConnection other = connect()) {
      TokenVerifier verifier = tokens.verifier(other.view().access(), Clock.systemUTC());
      await().atMost(SOON).until(other::caughtUp);
      assertThat(verifier.verify(token.text()).tokenId()).isEqualTo(token.tokenId());
      try (AccessClient client = client()) {
        client.revokeToken(token.tokenId());
        client.putUser("ada", AccessRole.OPERATOR, PASSWORD.toCharArray());
      }
      await().atMost(SOON).until(() -> refuses(verifier, token)); // without asking anybody
    }

    try (CoordinatorConnection later = connect();
        AccessClient client = client()) {
      await().atMost(SOON).until(later::caughtUp);
      assertThat(refuses(tokens.verifier(later.view().access(), Clock.systemUTC()), token))
          .isTrue();
      assertThat(active(client)).containsEntry("ada", true);
      client.disableUser("ada");
      assertThat(active(client)).containsEntry("ada", false);
    }
  }

  @Test
  void shouldEnrolOneKey_whenManyAreSentWithOneCodeToTwoCoordinators() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try (AccessClient client = client();
        CoordinatorConnection one = connect();
        CoordinatorConnection two = connect()) {
      NewEnrolmentCode code = client.newEnrolmentCode("north", Duration.ofHours(1));
      await().atMost(SOON).until(() -> one.caughtUp() && two.caughtUp());
      List<Callable<StoreEnrolment>> all = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        Enrolment enrolment = enrolment(i % 2 == 0 ? one : two);
        KeyPair key = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        byte[] proof = EnrolmentProof.sign(key.getPublic(), key.getPrivate(), code.code(), "north");
        all.add(() -> enrolment.enrol(code.code(), "north", key.getPublic().getEncoded(), proof));
      }

      List<StoreEnrolment> enrolled = new ArrayList<>();
      for (Future<StoreEnrolment> answer : threads.invokeAll(all)) {
        try {
          enrolled.add(answer.get());
        } catch (ExecutionException e) {
          assertThat(e.getCause()).isInstanceOf(EnrolmentRefusedException.class);
        }
      }

      assertThat(enrolled).hasSize(1);
      String keyId = enrolled.get(0).getSigningKeyId();
      for (CoordinatorConnection each : List.of(one, two)) {
        await()
            .atMost(SOON)
            .until(
                () ->
                    each.view()
                        .access()
                        .store("north")
                        .filter(store -> store.getSigningKeyId().equals(keyId))
                        .isPresent());
      }
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void shouldSayOnTheAuditTopicWhoDidWhat_andNoSecretAnywhere() throws Exception {
    NewEnrolmentCode code;
    try (AccessClient client = client()) {
      code = client.newEnrolmentCode("harbour", Duration.ofHours(1));
      client.putUser("bob", AccessRole.ANALYST, PASSWORD.toCharArray());
      assertThatThrownBy(() -> client.disableUser("eve")).hasMessageContaining("\"eve\"");
    }

    RecordCodec<AuditEvent> codec = RecordCodec.of(Topics.AUDIT, new FingerprintDirectory());
    List<String> events =
        records(Topics.AUDIT.name()).stream()
            .map(record -> codec.decode(record.value()))
            .map(e -> e.getEvent() + " " + e.getSubject() + " " + e.getResult() + e.getDetails())
            .toList();
    assertThat(events)
        .anyMatch(
            event ->
                event.startsWith("create_enrolment_code command-line ok")
                    && event.contains("store_id=harbour"))
        .anyMatch(event -> event.startsWith("change_user command-line ok") && event.contains("bob"))
        .anyMatch(
            event -> event.startsWith("change_user command-line refused") && event.contains("eve"));
    for (String topic : List.of("fl.audit", "fl.access", "fl.stores")) {
      for (ConsumerRecord<String, byte[]> record : records(topic)) {
        assertThat(record.key() + new String(record.value(), StandardCharsets.ISO_8859_1))
            .doesNotContain(code.code())
            .doesNotContain(PASSWORD);
      }
    }
  }

  private Tokens tokens() throws Exception {
    byte[] key =
        KeyPairGenerator.getInstance("Ed25519").generateKeyPair().getPrivate().getEncoded();
    Path file =
        Files.writeString(
            folder.resolve("key.pem"),
            "-----BEGIN PRIVATE KEY-----\n"
                + Base64.getEncoder().encodeToString(key)
                + "\n-----END PRIVATE KEY-----\n");
    return Tokens.from(new IdentitySettings(file, "fedlog", "fedlog", null));
  }

  private static Map<String, Boolean> active(AccessClient client) {
    return client.users().stream()
        .collect(Collectors.toMap(UserAccount::getName, UserAccount::getActive));
  }

  private static boolean refuses(TokenVerifier verifier, IssuedToken token) {
    try {
      return verifier.verify(token.text()) == null;
    } catch (NotAuthenticatedException e) {
      return e.refusal().code().equals("revoked");
    }
  }

  private static Enrolment enrolment(CoordinatorConnection connection) {
    return new Enrolment(
        connection.view().access(), connection.writer(), Clock.systemUTC(), new SecureRandom());
  }

  private static AccessClient client() throws InterruptedException {
    return AccessClient.connect(installation.config(), Clock.systemUTC(), new SecureRandom());
  }

  private static CoordinatorConnection connect() {
    return CoordinatorConnection.open(installation.config(), "test", Clock.systemUTC());
  }

  /** All committed records of a topic. */
  private static List<ConsumerRecord<String, byte[]>> records(String topic) {
    List<ConsumerRecord<String, byte[]>> all = new ArrayList<>();
    try (KafkaConsumer<String, byte[]> consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", installation.servers()),
            new StringDeserializer(),
            new ByteArrayDeserializer())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(topic).stream()
              .map(info -> new TopicPartition(topic, info.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      while (ends.entrySet().stream().anyMatch(e -> consumer.position(e.getKey()) < e.getValue())) {
        consumer.poll(Duration.ofMillis(100)).forEach(all::add);
      }
    }
    return all;
  }
}
