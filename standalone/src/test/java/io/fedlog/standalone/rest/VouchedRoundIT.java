package io.fedlog.standalone.rest;

import static io.fedlog.standalone.rest.RestInstallation.ADMIN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fedlog.runtime.trust.SigningKeyFile;
import io.fedlog.schemas.FingerprintDirectory;
import io.fedlog.schemas.RecordCodec;
import io.fedlog.schemas.SignedBytes;
import io.fedlog.schemas.Topic;
import io.fedlog.schemas.Topics;
import io.fedlog.schemas.UpdateRecord;
import io.fedlog.schemas.UpdateSeal;
import io.fedlog.standalone.rest.RestInstallation.Answer;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.PublicKey;
import java.security.Signature;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** REST stores where nothing counts that is not signed: the coordinator vouches for them. */
class VouchedRoundIT {

  /** What they do of their own accord comes from no address. */
  private static final Set<String> SERVICES = Set.of("streams-aggregator", "coordinator");

  private static final Duration LONG = Duration.ofSeconds(60);

  @TempDir private Path folder;

  private RestInstallation installation;

  @BeforeEach
  void start() throws Exception {
    installation =
        new RestInstallation(
            "FL_MIN_STORES",
            "2",
            "FL_SIGNATURES",
            "required",
            "FL_SIGNING_KEY_FILE",
            folder.resolve("coordinator.pem").toString());
  }

  @AfterEach
  void stop() {
    installation.close();
  }

  @Test
  void shouldCountThem_andRecordWhoseTokensTheyCameWith() throws Exception {
    Answer created =
        installation.post(
            0,
            ADMIN,
            "/rounds",
            "{\"model_type\": \"sales_forecast\", \"target_stores\": [\"STORE001\", \"STORE002\"]}");
    String id = created.body().path("round_id").asText();
    String round = "/rounds/" + id;
    for (int store = 1; store <= 2; store++) {
      String name = "STORE00" + store;
      assertThat(installation.post(store % 2, name, round + "/join", "").status()).isEqualTo(200);
      Answer uploaded =
          installation.post(
              store % 2,
              name,
              round + "/upload",
              "{\"model_parameters\": {\"w\": [%d]}, \"training_metrics\": {\"loss\": 0.5, \"training_samples\": 7}}"
                  .formatted(store));
      assertThat(uploaded.status()).as(uploaded.response().body()).isEqualTo(200);
    }
    await().atMost(LONG).until(() -> status(round).equals("completed"));

    assertThat(installation.get(0, ADMIN, round + "/download").body().path("parameters").toString())
        .isEqualTo("{\"w\":[1.5]}");
    PublicKey coordinators = SigningKeyFile.open(folder.resolve("coordinator.pem")).publicKey();
    List<UpdateSeal> seals =
        all(Topics.updates(id)).stream()
            .map(UpdateRecord::getBody)
            .filter(UpdateSeal.class::isInstance)
            .map(UpdateSeal.class::cast)
            .toList();
    assertThat(seals)
        .extracting(UpdateSeal::getVouchedFor)
        .containsExactlyInAnyOrder("STORE001", "STORE002");
    for (UpdateSeal seal : seals) {
      assertThat(holds(seal, coordinators)).isTrue();
    }

    assertThat(installation.post(1, "STORE002", round + "/aggregate", "{}").status())
        .isEqualTo(403);
    List<String> events =
        all(Topics.AUDIT).stream()
            .map(e -> "%s %s %s".formatted(e.getEvent(), e.getSubject(), e.getResult()))
            .toList();
    assertThat(events)
        .contains(
            "create_round alice ok",
            "join_round STORE001 ok",
            "join_round STORE002 ok",
            "upload_update STORE001 ok",
            "upload_update STORE002 ok",
            "download_model alice ok",
            "aggregate_round STORE002 refused");
    assertThat(all(Topics.AUDIT))
        .filteredOn(event -> !SERVICES.contains(event.getSubject()))
        .allSatisfy(
            event ->
                assertThat(event.getDetails())
                    .containsEntry("from", "127.0.0.1")
                    .containsKey("role"));
    assertThat(all(Topics.AUDIT).toString()).doesNotContain("eyJ");
  }

  private String status(String round) throws Exception {
    return installation.get(0, ADMIN, round + "/status").body().path("status").asText();
  }

  private static boolean holds(UpdateSeal seal, PublicKey key) throws Exception {
    Signature signature = Signature.getInstance("Ed25519");
    signature.initVerify(key);
    signature.update(SignedBytes.of(seal));
    ByteBuffer written = seal.getSignature().duplicate();
    byte[] bytes = new byte[written.remaining()];
    written.get(bytes);
    return signature.verify(bytes);
  }

  private <T extends SpecificRecord> List<T> all(Topic<T> topic) {
    RecordCodec<T> codec = RecordCodec.of(topic, new FingerprintDirectory());
    List<T> values = new ArrayList<>();
    try (KafkaConsumer<String, byte[]> consumer =
        new KafkaConsumer<>(
            installation.config().kafka().consumer("reader"),
            new StringDeserializer(),
            new ByteArrayDeserializer())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(topic.name()).stream()
              .map(info -> new TopicPartition(info.topic(), info.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      var ends = consumer.endOffsets(partitions);
      while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.get(p))) {
        for (ConsumerRecord<String, byte[]> record : consumer.poll(Duration.ofMillis(100))) {
          values.add(codec.decode(record.value()));
        }
      }
    }
    return values;
  }
}
