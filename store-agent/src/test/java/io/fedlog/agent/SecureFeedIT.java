package io.fedlog.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fedlog.agent.secure.SecureFeed;
import io.fedlog.agent.secure.SecureLog;
import io.fedlog.embedded.EmbeddedKafka;
import io.fedlog.runtime.KafkaSettings;
import io.fedlog.schemas.FingerprintDirectory;
import io.fedlog.schemas.OutcomeConfirmed;
import io.fedlog.schemas.RecordCodec;
import io.fedlog.schemas.SchemaDirectory;
import io.fedlog.schemas.SecureMessage;
import io.fedlog.schemas.SecureRound;
import io.fedlog.schemas.Topics;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a store that comes back must know of itself, it is told before it is asked for anything. */
class SecureFeedIT {
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final String CAUGHT_UP = "caught up";
  private static final Instant SINCE = Instant.parse("2020-01-01T00:00:00Z");

  private final EmbeddedKafka kafka = EmbeddedKafka.startTemporary();
  private final KafkaSettings settings = KafkaSettings.at(kafka.bootstrapServers());
  private final SchemaDirectory schemas = new FingerprintDirectory();
  private final KafkaProducer<String, byte[]> producer =
      new KafkaProducer<>(
          settings.producer("test"), new StringSerializer(), new ByteArraySerializer());
  private final SecureFeed feed =
      new SecureFeed(
          () ->
              new KafkaConsumer<>(
                  settings.consumer("feed"), new StringDeserializer(), new ByteArrayDeserializer()),
          schemas);

  @BeforeEach
  void createTopics() throws Exception {
    try (Admin admin = Admin.create(settings.admin("test"))) {
      admin
          .createTopics(
              List.of(
                  new NewTopic(Topics.SECURE.name(), 3, (short) 1),
                  new NewTopic(Topics.SECURE_ROUNDS.name(), 1, (short) 1)))
          .all()
          .get();
    }
    feed.start();
  }

  @AfterEach
  void close() throws Exception {
    feed.close();
    producer.close();
    kafka.close();
  }

  @Test
  void shouldTellAllThatTheLogHolds_beforeItSaysThatItIsCaughtUp() throws Exception {
    for (int i = 0; i < 200; i++) {
      say("store-" + i % 7);
    }
    Told first = new Told();
    feed.follow("r", SINCE, first);
    await().atMost(LIMIT).until(() -> first.contains(CAUGHT_UP));

    assertThat(first.indexOf(CAUGHT_UP)).isEqualTo(200);
    say("store-0");
    await().atMost(LIMIT).until(() -> first.size() == 202);
    assertThat(first.indexOf("store-0")).isLessThan(200);
    assertThat(first.lastIndexOf(CAUGHT_UP)).isEqualTo(200);

    Told again = new Told();
    feed.follow("r", SINCE, again);
    await().atMost(LIMIT).until(() -> again.contains(CAUGHT_UP));
    assertThat(again.indexOf(CAUGHT_UP)).isEqualTo(201);
  }

  @Test
  void shouldSayThatItIsCaughtUp_whenTheLogIsEmpty() {
    Told told = new Told();
    feed.follow("r", SINCE, told);

    await().atMost(LIMIT).until(() -> told.contains(CAUGHT_UP));
    assertThat(told).containsExactly(CAUGHT_UP);
  }

  private void say(String store) throws Exception {
    SecureMessage message =
        SecureMessage.newBuilder()
            .setRoundId("r")
            .setModelType("m")
            .setStoreId(store)
            .setBody(new OutcomeConfirmed(ByteBuffer.allocate(32), ByteBuffer.allocate(0)))
            .setSentAt(Instant.EPOCH)
            .build();
    byte[] value = RecordCodec.of(Topics.SECURE, schemas).encode(message);
    producer.send(new ProducerRecord<>(Topics.SECURE.name(), store, value)).get();
  }

  /** The stores that said something, and when the feed had caught up. */
  private static final class Told extends CopyOnWriteArrayList<String> implements SecureLog.Reader {
    private static final long serialVersionUID = 1L;

    @Override
    public void said(SecureMessage message, Instant cameAt) {
      add(message.getStoreId());
    }

    @Override
    public void asked(SecureRound request, Instant cameAt) {
      throw new AssertionError("nothing is asked");
    }

    @Override
    public void caughtUp() {
      add(CAUGHT_UP);
    }
  }
}
