package io.fedlog.runtime.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fedlog.embedded.EmbeddedKafka;
import io.fedlog.runtime.KafkaSettings;
import io.fedlog.schemas.FingerprintDirectory;
import io.fedlog.schemas.Keys;
import io.fedlog.schemas.ModelManifest;
import io.fedlog.schemas.ModelRecord;
import io.fedlog.schemas.ModelReference;
import io.fedlog.schemas.RecordCodec;
import io.fedlog.schemas.SchemaDirectory;
import io.fedlog.schemas.Topics;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ModelFeedIT {

  private static final String TOPIC = Topics.GLOBAL_MODELS.name();
  private static final int PARTITIONS = 3;

  private final SchemaDirectory schemas = new FingerprintDirectory();
  private final RecordCodec<ModelRecord> codec = RecordCodec.of(Topics.GLOBAL_MODELS, schemas);
  private final List<ModelManifest> heard = new CopyOnWriteArrayList<>();
  private final EmbeddedKafka kafka = EmbeddedKafka.startTemporary();
  private final KafkaSettings settings = KafkaSettings.at(kafka.bootstrapServers());
  private final Admin admin = Admin.create(settings.admin("test"));
  private final KafkaProducer<String, byte[]> producer =
      new KafkaProducer<>(
          settings.producer("test"), new StringSerializer(), new ByteArraySerializer());
  private final ModelFeed feed =
      new ModelFeed(
          () ->
              new KafkaConsumer<>(
                  settings.consumer("feed"), new StringDeserializer(), new ByteArrayDeserializer()),
          schemas,
          (type, version) -> true);

  @BeforeEach
  void listen() {
    feed.onManifest(heard::add);
  }

  @AfterEach
  void close() {
    feed.close();
    producer.close();
    admin.close();
    kafka.close();
  }

  @Test
  void shouldGiveModels_whenChunksComeBeforeOrAfterTheirManifest() throws Exception {
    createTopic();
    chunks(1);
    manifest(Versions.manifest(1));
    feed.start();
    feed.caughtUp().get(30, TimeUnit.SECONDS);
    CompletableFuture<Model> second = feed.model(Versions.reference(2));
    manifest(Versions.manifest(2));
    chunks(2);

    assertThat(bytes(feed.model(Versions.reference(1)))).isEqualTo(Versions.bytes(1));
    assertThat(bytes(second)).isEqualTo(Versions.bytes(2));
    assertThat(heard).extracting(ModelManifest::getVersion).containsExactly(1L, 2L);
    assertThat(feed.newest(Versions.TYPE)).isEqualTo(Optional.of(Versions.manifest(2)));
  }

  @Test
  void shouldWaitForTheTopic_whenItIsMadeLater() throws Exception {
    feed.start();
    CompletableFuture<Model> model = feed.model(Versions.reference(1));

    createTopic();
    chunks(1);
    manifest(Versions.manifest(1));

    assertThat(bytes(model)).isEqualTo(Versions.bytes(1));
  }

  @Test
  void shouldNeverGiveAModel_whenItsHashIsAnother() throws Exception {
    createTopic();
    String other = Versions.manifest(9).getSha256();
    chunks(1);
    manifest(Versions.manifest(1, other));
    feed.start();

    CompletableFuture<Model> model = feed.model(new ModelReference(Versions.TYPE, 1L, other));

    await().atMost(30, TimeUnit.SECONDS).until(model::isCompletedExceptionally);
    chunks(2);
    manifest(Versions.manifest(2));
    assertThat(bytes(feed.model(Versions.reference(2)))).isEqualTo(Versions.bytes(2));
  }

  @Test
  void shouldReadOldVersionsAgain_whenTheyAreAskedFor() throws Exception {
    createTopic();
    for (long version = 1; version <= 5; version++) {
      chunks(version);
      manifest(Versions.manifest(version));
    }
    feed.start();
    feed.caughtUp().get(30, TimeUnit.SECONDS);

    assertThat(bytes(feed.model(Versions.reference(1)))).isEqualTo(Versions.bytes(1));
    assertThat(bytes(feed.model(Versions.reference(2)))).isEqualTo(Versions.bytes(2));
  }

  @Test
  void shouldWaitForTheNewerRecord_whenTheOneItKnewIsGone() throws Exception {
    createTopic();
    for (long version = 1; version <= 4; version++) {
      chunks(version);
      manifest(Versions.manifest(version));
    }
    feed.start();
    feed.caughtUp().get(30, TimeUnit.SECONDS);
    // What compaction does to a key that is written again: the old record goes, a newer one stays.
    deleteAll();
    CompletableFuture<Model> model = feed.model(Versions.reference(1));
    chunks(1);
    manifest(Versions.manifest(1));

    assertThat(bytes(model)).isEqualTo(Versions.bytes(1));
  }

  @Test
  void shouldSkipTheRecord_whenItCannotBeRead() throws Exception {
    createTopic();
    send("noise", new byte[] {1, 2, 3});
    chunks(1);
    manifest(Versions.manifest(1));
    feed.start();

    assertThat(bytes(feed.model(Versions.reference(1)))).isEqualTo(Versions.bytes(1));
  }

  @Test
  void shouldSkipTheRecord_whenWhatItSaysIsImpossible() throws Exception {
    createTopic();
    ModelManifest versionZero =
        ModelManifest.newBuilder(Versions.manifest(1)).setVersion(0).build();
    send(Versions.TYPE, codec.encode(new ModelRecord(versionZero)));
    feed.onManifest(
        manifest -> {
          throw new IllegalStateException("a listener's fault");
        });
    feed.start();
    chunks(1);
    manifest(Versions.manifest(1));
    chunks(2);
    manifest(Versions.manifest(2));

    assertThat(bytes(feed.model(Versions.reference(2)))).isEqualTo(Versions.bytes(2));
  }

  @Test
  void shouldGoOnWhereItWas_whenTheBrokerWasAway() throws Exception {
    createTopic();
    chunks(1);
    manifest(Versions.manifest(1));
    feed.start();
    feed.caughtUp().get(30, TimeUnit.SECONDS);
    kafka.restart();
    chunks(2);
    manifest(Versions.manifest(2));

    assertThat(bytes(feed.model(Versions.reference(2)))).isEqualTo(Versions.bytes(2));
    assertThat(heard).extracting(ModelManifest::getVersion).containsExactly(1L, 2L);
  }

  private static byte[] bytes(CompletableFuture<Model> model) throws Exception {
    return model.get(30, TimeUnit.SECONDS).toByteArray();
  }

  private void createTopic() throws ExecutionException, InterruptedException {
    admin.createTopics(List.of(new NewTopic(TOPIC, PARTITIONS, (short) 1))).all().get();
  }

  private void chunks(long version) throws ExecutionException, InterruptedException {
    for (int index = 2; index >= 0; index--) {
      send(
          Keys.modelChunk(Versions.TYPE, version, index),
          codec.encode(new ModelRecord(Versions.chunk(version, index))));
    }
  }

  private void manifest(ModelManifest manifest) throws ExecutionException, InterruptedException {
    byte[] value = codec.encode(new ModelRecord(manifest));
    send(Versions.TYPE, value);
    send(Keys.version(Versions.TYPE, manifest.getVersion()), value);
  }

  private void send(String key, byte @Nullable [] value)
      throws ExecutionException, InterruptedException {
    producer.send(new ProducerRecord<>(TOPIC, key, value)).get();
  }

  private void deleteAll() throws ExecutionException, InterruptedException {
    for (int p = 0; p < PARTITIONS; p++) {
      TopicPartition partition = new TopicPartition(TOPIC, p);
      admin.deleteRecords(Map.of(partition, RecordsToDelete.beforeOffset(-1))).all().get();
    }
  }
}
