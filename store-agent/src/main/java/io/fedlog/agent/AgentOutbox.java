package io.fedlog.agent;

import io.fedlog.runtime.upload.SealSigner;
import io.fedlog.schemas.Heartbeat;
import io.fedlog.schemas.Join;
import io.fedlog.schemas.RecordCodec;
import io.fedlog.schemas.RoundDefinition;
import io.fedlog.schemas.SchemaDirectory;
import io.fedlog.schemas.SecureMessage;
import io.fedlog.schemas.StoreMetric;
import io.fedlog.schemas.Topic;
import io.fedlog.schemas.Topics;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends what agents say beside their updates: joins, heartbeats, metrics and their part in rounds
 * that mask. A record that the log does not take is logged and not sent again here. Thread-safe.
 */
final class AgentOutbox {

  private static final Logger LOG = LoggerFactory.getLogger(AgentOutbox.class);

  private final Producer<String, byte[]> producer;
  private final SealSigner signer;
  private final AgentFigures figures;
  private final RecordCodec<Join> joins;
  private final RecordCodec<Heartbeat> heartbeats;
  private final RecordCodec<StoreMetric> metrics;
  private final RecordCodec<SecureMessage> secure;

  /** One whose records nobody counts. */
  AgentOutbox(
      Producer<String, byte[]> producer,
      SchemaDirectory schemas,
      SealSigner signer,
      AgentFigures figures) {
    this.figures = figures;
    this.producer = producer;
    this.signer = signer;
    this.joins = RecordCodec.of(Topics.JOINS, schemas);
    this.heartbeats = RecordCodec.of(Topics.HEARTBEATS, schemas);
    this.metrics = RecordCodec.of(Topics.STORE_METRICS, schemas);
    this.secure = RecordCodec.of(Topics.SECURE, schemas);
  }

  /** A store takes part in a round. */
  void join(String storeId, RoundDefinition round, Instant at) {
    Join join =
        Join.newBuilder()
            .setStoreId(storeId)
            .setRoundId(round.getRoundId())
            .setModelType(round.getModelType())
            .setJoinedAt(at)
            .build();
    var unused = send(Topics.JOINS, storeId, joins, signer.sign(join));
  }

  void send(Heartbeat heartbeat) {
    var unused =
        send(Topics.HEARTBEATS, heartbeat.getStoreId(), heartbeats, signer.sign(heartbeat));
  }

  /** Completes with whether the log took it, on the producer's thread. */
  CompletableFuture<Boolean> send(SecureMessage message) {
    return send(Topics.SECURE, message.getStoreId(), secure, signer.sign(message));
  }

  /** Completes with whether the log took it, on the producer's thread. */
  CompletableFuture<Boolean> send(StoreMetric metric) {
    return send(Topics.STORE_METRICS, metric.getStoreId(), metrics, metric);
  }

  private <T extends SpecificRecord> CompletableFuture<Boolean> send(
      Topic<T> topic, String storeId, RecordCodec<T> codec, T value) {
    CompletableFuture<Boolean> taken = new CompletableFuture<>();
    try {
      var unused =
          producer.send(
              new ProducerRecord<>(topic.name(), storeId, codec.encode(value)),
              (metadata, failure) -> {
                if (failure != null) {
                  failed(topic, storeId, failure);
                } else {
                  taken(topic);
                }
                taken.complete(failure == null);
              });
    } catch (RuntimeException e) {
      failed(topic, storeId, e);
      taken.complete(false);
    }
    return taken;
  }

  private void taken(Topic<?> topic) {
    if (topic == Topics.JOINS) {
      figures.joined();
    } else if (topic == Topics.HEARTBEATS) {
      figures.heartbeat();
    }
  }

  private void failed(Topic<?> topic, String storeId, Exception failure) {
    figures.untaken();
    LOG.warn(
        "A record was not taken by the log topic={} storeId={} reason={}",
        topic.name(),
        storeId,
        failure.getMessage());
  }
}
