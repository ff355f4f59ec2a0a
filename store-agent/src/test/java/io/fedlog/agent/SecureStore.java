package io.fedlog.agent;

import io.fedlog.agent.state.Durability;
import io.fedlog.agent.state.StateDirectory;
import io.fedlog.learning.noise.NoiseKey;
import io.fedlog.runtime.upload.UpdateUpload;
import io.fedlog.schemas.FingerprintDirectory;
import io.fedlog.schemas.RecordCodec;
import io.fedlog.schemas.SchemaDirectory;
import io.fedlog.schemas.SecureMessage;
import io.fedlog.schemas.Topics;
import io.fedlog.schemas.UpdateRecord;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.Cluster;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;

/** One store's process on a {@link SecureStage}: real but for the broker, the rows and threads. */
final class SecureStore {
  private static final SchemaDirectory SCHEMAS = new FingerprintDirectory();

  final FakeTrainer trainer = new FakeTrainer();
  private final SecureStage stage;
  private final String id;
  private final Path folder;
  private final Random ids;
  private final RecordCodec<SecureMessage> messages = RecordCodec.of(Topics.SECURE, SCHEMAS);
  private final RecordCodec<UpdateRecord> updates;
  private SecureStage.@Nullable Feed feed;
  private @Nullable StateDirectory state;
  private @Nullable StoreAgent agent;
  private MockProducer<String, byte[]> producer = producer();
  private int taken;

  /** Whether the others learn in time of what it says. */
  boolean heard = true;

  SecureStore(SecureStage stage, String id, Path folder) {
    this.stage = stage;
    this.id = id;
    this.folder = folder;
    this.ids = new Random(id.hashCode());
    this.updates = RecordCodec.of(Topics.updates(stage.definition.getRoundId()), SCHEMAS);
  }

  String id() {
    return id;
  }

  /** Starts the process, which finds the round under way. */
  SecureStore start() {
    state = StateDirectory.open(folder, Durability.PROCESS_KILLED);
    feed = stage.new Feed();
    producer = producer();
    taken = 0;
    AgentOutbox outbox = new AgentOutbox(producer, SCHEMAS, stage.signer(), AgentFigures.unseen());
    AgentServices services =
        new AgentServices(
            outbox,
            new UpdateUpload(producer, SCHEMAS, stage.signer(), () -> stage.now, Runnable::run),
            SecureDesks.of(feed, outbox::send, stage.signer(), stage.signers(), () -> stage.now),
            Runnable::run,
            () -> stage.now,
            ids,
            Duration.ofDays(1), // a second try is the next life's
            Set.of(),
            "0.1.0",
            OwnPrivacy.NONE,
            AgentFigures.unseen());
    agent =
        new StoreAgent(
            id,
            new GridTrainer(trainer, () -> new NoiseKey(new byte[NoiseKey.BYTES])),
            state.store(id),
            state.secure(id),
            services);
    agent.begin(
        new LiveRound(
            stage.definition,
            SecureStage.NOW.plusMillis(Rounds.DEADLINE_MS),
            reference -> CompletableFuture.completedFuture(SecureStage.base())));
    return this;
  }

  /** From now on the log takes nothing of it. */
  void cutOff() {
    producer.sendException = new TimeoutException("the broker is away");
  }

  void kill() {
    if (state != null) {
      state.close();
    }
    state = null;
    feed = null;
    agent = null;
  }

  SecureStore restart() {
    kill();
    return start();
  }

  void end(String why) {
    if (agent != null) {
      agent.end(stage.definition.getRoundId(), why);
    }
  }

  /** How often its process has read the log. */
  int readings() {
    return feed == null ? 0 : feed.readings();
  }

  boolean work() {
    return feed != null && feed.work();
  }

  /** What it has put on the log since it was asked last, decoded. */
  List<Object> sent() {
    List<ProducerRecord<String, byte[]>> history = producer.history();
    List<Object> fresh = new ArrayList<>();
    for (; taken < history.size(); taken++) {
      ProducerRecord<String, byte[]> record = history.get(taken);
      if (!heard) {
        continue;
      }
      if (record.topic().equals("fl.secure")) {
        fresh.add(messages.decode(record.value()));
      } else if (record.topic().startsWith("fl.updates.")) {
        fresh.add(updates.decode(record.value()).getBody());
      }
    }
    return fresh;
  }

  /** The topics of all records since the process started. */
  List<String> topics() {
    return producer.history().stream().map(ProducerRecord::topic).toList();
  }

  private static MockProducer<String, byte[]> producer() {
    Node node = new Node(0, "localhost", 9092);
    Node[] nodes = {node};
    List<PartitionInfo> partitions =
        List.of("fl.joins", "fl.secure", "fl.metrics.stores", "fl.updates.p-0002").stream()
            .map(topic -> new PartitionInfo(topic, 0, node, nodes, nodes))
            .toList();
    return new MockProducer<>(
        new Cluster("test", List.of(node), partitions, Set.of(), Set.of()),
        true,
        null,
        new StringSerializer(),
        new ByteArraySerializer());
  }
}
