package io.fedlog.aggregator.federation;

import static org.assertj.core.api.Assertions.assertThat;

import io.fedlog.aggregator.AggregatorApp;
import io.fedlog.aggregator.AggregatorConfig;
import io.fedlog.schemas.Action;
import io.fedlog.schemas.Command;
import io.fedlog.schemas.Heartbeat;
import io.fedlog.schemas.RoundDefinition;
import io.fedlog.schemas.RoundState;
import io.fedlog.schemas.RoundStatus;
import io.fedlog.schemas.Topics;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * All of a retirement as the coordinator carries it out, beside a round that is open throughout:
 * the order, the deletion of records, the planned change of stream threads, the deletion of the
 * empty topic. Where the threads are not changed before, the deletion of what they have consumed
 * makes one fail.
 */
class RetentionUnderWayIT {
  private static final int PARAMETERS = 50_000; // four chunks

  @TempDir private Path folder;

  private final Update one = Update.draw("store-0", PARAMETERS, 1);
  private final Update two = Update.draw("store-1", PARAMETERS, 2);

  @Test
  void shouldCompleteWhatIsOpen_whenARoundIsRetiredAndItsTopicGoes() throws Exception {
    try (Installation installation = new Installation(3)) {
      Map<String, String> environment = installation.aggregatorEnvironment(folder.resolve("state"));
      int port = freePort();
      environment.put("FL_HEALTH_PORT", Integer.toString(port));
      environment.put("FL_THREAD_CYCLE", "6s");
      try (AggregatorApp aggregator =
          AggregatorApp.start(AggregatorConfig.fromEnv(environment), Clock.systemUTC())) {
        RoundDefinition old = define(installation, "old");
        send(installation, old, one);
        send(installation, old, two);
        completed(installation, "old");
        RoundDefinition open = define(installation, "open");
        send(installation, open, one);
        installation.prepare(List.of("next"));

        retire(installation, old);
        installation.deleteRecords(old.getUpdatesTopic());
        Instant retired = Instant.now();
        Heartbeat cycled =
            installation.await(Topics.HEARTBEATS, sign -> sign.getAt().isAfter(retired));
        installation.delete(old.getUpdatesTopic());
        RoundDefinition next = define(installation, "next");
        send(installation, next, one);
        send(installation, next, two);
        send(installation, open, two);

        completed(installation, "next");
        completed(installation, "open");
        assertThat(cycled.getStoreId()).startsWith("aggregator/");
        assertThat(aggregator.isRunning()).isTrue();
        assertThat(figures(port)).contains("fedlog_failed_stream_threads_total 0.0");
      }
    }
  }

  private static RoundDefinition define(Installation installation, String roundId)
      throws Exception {
    RoundDefinition round = Definitions.weighted(roundId, roundId, PARAMETERS, 2).build();
    installation.define(round);
    return round;
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  private static String figures(int port) throws IOException, InterruptedException {
    URI uri = URI.create("http://127.0.0.1:" + port + "/metrics");
    return HttpClient.newHttpClient()
        .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
        .body();
  }

  private static void send(Installation installation, RoundDefinition round, Update update) {
    List<ProducerRecord<String, byte[]>> records =
        update.records(round, installation.partitions, installation.schemas);
    records.forEach(installation.producer::send);
    installation.producer.flush();
  }

  private static void retire(Installation installation, RoundDefinition round) throws Exception {
    installation.command(
        Command.newBuilder()
            .setCommandId("retire " + round.getRoundId())
            .setAction(Action.RETIRE)
            .setModelType(round.getModelType())
            .setRoundId(round.getRoundId())
            .setIssuedBy("test")
            .setIssuedAt(Instant.EPOCH)
            .build());
  }

  private void completed(Installation installation, String roundId) throws Exception {
    RoundState end = installation.awaitEnd(roundId);
    assertThat(end.getStatus()).as(end.getReason()).isEqualTo(RoundStatus.COMPLETED);
    assertThat(end.getModelSha256()).isEqualTo(PlainMean.sha256(PlainMean.of(List.of(one, two))));
  }
}
