package io.fedlog.aggregator.federation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import io.fedlog.aggregator.AggregatorApp;
import io.fedlog.aggregator.AggregatorConfig;
import io.fedlog.schemas.RegistryServer;
import io.fedlog.schemas.RejectedRecord;
import io.fedlog.schemas.RoundDefinition;
import io.fedlog.schemas.RoundMetrics;
import io.fedlog.schemas.RoundState;
import io.fedlog.schemas.RoundStatus;
import io.fedlog.schemas.SealAdmitted;
import io.fedlog.schemas.Topics;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** The schema registry is away when an aggregator starts, and again while rounds run. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class RegistryAwayIT {
  private static final byte[] UNKNOWN_SCHEMA = {0, 0, 0, 0, 42, 1, 2, 3};

  private static final String WAITING = "Waiting for the schema registry";

  @TempDir Path folder;

  /** What an aggregator that waits says in its log, as operators see it. */
  private final List<String> said = new CopyOnWriteArrayList<>();

  private final AppenderBase<ILoggingEvent> listener =
      new AppenderBase<>() {
        @Override
        protected void append(ILoggingEvent event) {
          said.add(event.getFormattedMessage());
        }
      };

  private final Logger logger =
      ((LoggerContext) LoggerFactory.getILoggerFactory())
          .getLogger("io.fedlog.aggregator.SchemasReady");

  @BeforeEach
  void listen() {
    listener.setContext(logger.getLoggerContext());
    listener.start();
    logger.setLevel(Level.WARN);
    logger.addAppender(listener);
  }

  @AfterEach
  void listenNoMore() {
    logger.detachAppender(listener);
    logger.setLevel(null);
    listener.stop();
  }

  @Test
  void shouldGoOnAndLoseNothing_whenTheRegistryIsAwayForAWhile() throws Exception {
    int port = freePort();
    try (Installation installation = new Installation(1)) {
      Map<String, String> environment = installation.aggregatorEnvironment(folder);
      environment.put("SCHEMA_REGISTRY_URL", "http://127.0.0.1:" + port);
      CompletableFuture<AggregatorApp> starting =
          CompletableFuture.supplyAsync(() -> start(environment));
      RoundDefinition round = define(installation, "r");
      send(installation, round, Update.draw("store-0", 300, 1));

      // the aggregator waits for the registry, and what is on the log waits for the aggregator
      await()
          .atMost(Duration.ofMinutes(1))
          .until(() -> said.stream().anyMatch(line -> line.startsWith(WAITING)));
      assertThat(starting).isNotDone();
      RegistryServer registry = RegistryServer.start(port);
      try (AggregatorApp aggregator = starting.get(60, TimeUnit.SECONDS)) {
        installation.await(Topics.ROUND_LOG, entry -> entry.getEvent() instanceof SealAdmitted);

        // away again: a record that only the registry could explain stops neither round nor thread
        registry.close();
        for (String topic : List.of(round.getUpdatesTopic(), Topics.JOINS.name())) {
          var unused = installation.producer.send(new ProducerRecord<>(topic, "k", UNKNOWN_SCHEMA));
        }
        Update two = Update.draw("store-1", 300, 2);
        send(installation, round, two);
        RoundState state = installation.awaitEnd("r");
        assertThat(state.getStatus()).as(state.getReason()).isEqualTo(RoundStatus.COMPLETED);
        assertThat(state.getModelSha256())
            .isEqualTo(
                PlainMean.sha256(PlainMean.of(List.of(Update.draw("store-0", 300, 1), two))));

        // back: the record gets its reason and its fate
        registry = RegistryServer.start(port);
        RejectedRecord rejected =
            installation.await(
                Topics.REJECTED, record -> record.getReason().equals("unknown_schema"));
        assertThat(rejected.getSourceTopic()).isEqualTo(round.getUpdatesTopic());
        RoundMetrics metrics =
            installation.await(Topics.ROUND_METRICS, m -> m.getChunksRejected() == 1);
        Law.holds(metrics);
        assertThat(installation.all(Topics.REJECTED))
            .extracting(RejectedRecord::getReason)
            .containsOnly("unknown_schema", "registry_unavailable");
        assertThat(aggregator.isRunning()).isTrue();
      } finally {
        registry.close();
      }
    }
  }

  private static AggregatorApp start(Map<String, String> environment) {
    try {
      return AggregatorApp.start(AggregatorConfig.fromEnv(environment), Clock.systemUTC());
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static RoundDefinition define(Installation installation, String roundId)
      throws Exception {
    RoundDefinition round = Definitions.weighted(roundId, "m", 300, 2).build();
    installation.define(round);
    return round;
  }

  private static void send(Installation installation, RoundDefinition round, Update update) {
    update
        .records(round, 1, installation.schemas)
        .forEach(
            record -> {
              var unused = installation.producer.send(record);
            });
    installation.producer.flush();
  }

  private static int freePort() throws Exception {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
