package io.fedlog.standalone.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fedlog.coordinator.topics.TopicAdmin;
import io.fedlog.embedded.EmbeddedKafka;
import io.fedlog.runtime.KafkaSettings;
import io.fedlog.runtime.Settings;
import io.fedlog.runtime.acls.RoleAcls;
import io.fedlog.schemas.Role;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.SslAuthenticationException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Roles that are known by their certificates, at a broker that asks for one. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class MutualTlsIT {
  @TempDir Path folder;

  @Test
  void shouldKnowAStoreByItsCertificate_andRefuseStrangers() throws Exception {
    Certificates certificates = new Certificates(folder);
    for (String name : List.of("broker", "coordinator", "north", "stranger")) {
      certificates.make(name);
    }
    Path trusted = folder.resolve("trusted.pem");
    Files.writeString(
        trusted,
        Files.readString(certificates.certificate("broker"))
            + Files.readString(certificates.certificate("coordinator"))
            + Files.readString(certificates.certificate("north")));
    try (EmbeddedKafka kafka = broker(certificates, trusted)) {
      RoleAcls acls = new RoleAcls("coordinators", "adders");
      try (Admin admin = Admin.create(settings(kafka, certificates, "broker").admin("admin"))) {
        admin.createAcls(acls.of(Role.COORDINATOR, "User:CN=coordinator")).all().get();
        admin.createAcls(acls.of(Role.STORE_AGENT, "User:CN=north")).all().get();
      }
      try (Admin admin = Admin.create(settings(kafka, certificates, "coordinator").admin("c"))) {
        new TopicAdmin(admin, 1).createFixed();
      }

      try (KafkaProducer<byte[], byte[]> north = producer(kafka, certificates, "north")) {
        assertThat(north.send(new ProducerRecord<>("fl.joins", new byte[1])).get().offset())
            .isZero();
        assertThatThrownBy(() -> north.send(new ProducerRecord<>("fl.rounds", new byte[1])).get())
            .hasRootCauseInstanceOf(TopicAuthorizationException.class);
      }
      try (KafkaProducer<byte[], byte[]> stranger = producer(kafka, certificates, "stranger")) {
        assertThatThrownBy(() -> stranger.partitionsFor("fl.joins"))
            .isInstanceOf(SslAuthenticationException.class);
      }
    }
  }

  private static EmbeddedKafka broker(Certificates certificates, Path trusted) {
    return EmbeddedKafka.builder()
        .property("listener.security.protocol.map", "CLIENT:SSL,CONTROLLER:SSL")
        .property("ssl.client.auth", "required")
        .property("ssl.keystore.type", "PKCS12")
        .property("ssl.keystore.location", certificates.keystore("broker").toString())
        .property("ssl.keystore.password", Certificates.PASSWORD)
        .property("ssl.truststore.type", "PEM")
        .property("ssl.truststore.location", trusted.toString())
        .property(
            "authorizer.class.name", "org.apache.kafka.metadata.authorizer.StandardAuthorizer")
        .property("super.users", "User:CN=broker")
        .start();
  }

  private static KafkaProducer<byte[], byte[]> producer(
      EmbeddedKafka kafka, Certificates certificates, String name) {
    return new KafkaProducer<>(
        settings(kafka, certificates, name).producer(name),
        new ByteArraySerializer(),
        new ByteArraySerializer());
  }

  private static KafkaSettings settings(
      EmbeddedKafka kafka, Certificates certificates, String name) {
    Map<String, String> environment = new HashMap<>();
    environment.put("FL_BOOTSTRAP_SERVERS", kafka.bootstrapServers());
    environment.put("FL_KAFKA_SECURITY_PROTOCOL", "SSL");
    environment.put("FL_KAFKA_SSL_TRUSTSTORE_TYPE", "PEM");
    environment.put(
        "FL_KAFKA_SSL_TRUSTSTORE_LOCATION", certificates.certificate("broker").toString());
    environment.put("FL_KAFKA_SSL_KEYSTORE_TYPE", "PKCS12");
    environment.put("FL_KAFKA_SSL_KEYSTORE_LOCATION", certificates.keystore(name).toString());
    environment.put("FL_KAFKA_SSL_KEYSTORE_PASSWORD", Certificates.PASSWORD);
    return KafkaSettings.from(Settings.fromEnv(environment));
  }
}
