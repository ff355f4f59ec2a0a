package io.fedlog.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fedlog.embedded.EmbeddedKafka;
import io.fedlog.schemas.UpdateChunk;
import io.fedlog.schemas.UpdateSeal;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.common.quota.ClientQuotaAlteration;
import org.apache.kafka.common.quota.ClientQuotaEntity;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An agent process killed with SIGKILL in the middle of an upload, and started again. */
class AgentKillIT {

  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final int PARAMETERS = 4 << 20; // 16 MiB in 256 chunks

  @TempDir private Path state;

  @Test
  void shouldCompleteWithASecondAttempt_whenKilledMidUpload() throws Exception {
    try (EmbeddedKafka kafka = EmbeddedKafka.startTemporary();
        LogForTests log = new LogForTests(kafka.bootstrapServers())) {
      log.createFixedTopics();
      limitUploads(log, 1e6); // 16 s for the update: time enough to be killed in between
      log.define(Rounds.builder("p-0001", PARAMETERS).build());
      Process first = agent(kafka.bootstrapServers());
      try {
        await().atMost(LIMIT).until(() -> log.updates("p-0001").size() > 3);
      } finally {
        first.destroyForcibly().waitFor();
      }
      List<Object> half = log.updates("p-0001");
      assertThat(half).hasSizeLessThan(256).allMatch(UpdateChunk.class::isInstance);
      long halfAttempt = ((UpdateChunk) half.get(0)).getAttemptId();
      limitUploads(log, null);

      Process second = agent(kafka.bootstrapServers());
      try {
        await().atMost(LIMIT).until(() -> !log.seals("p-0001").isEmpty());
      } finally {
        second.destroyForcibly().waitFor();
      }

      assertThat(log.seals("p-0001")).hasSize(1);
      UpdateSeal seal = log.seals("p-0001").get(0);
      assertThat(seal.getAttemptNumber()).isEqualTo(2);
      assertThat(seal.getAttemptId()).isNotEqualTo(halfAttempt);
      assertThat(chunks(log, seal.getAttemptId())).isEqualTo(256);
      assertThat(chunks(log, halfAttempt)).isLessThan(256);
    }
  }

  private static long chunks(LogForTests log, long attemptId) {
    return log.updates("p-0001").stream()
        .filter(body -> body instanceof UpdateChunk chunk && chunk.getAttemptId() == attemptId)
        .count();
  }

  private Process agent(String broker) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx256m",
            "-cp",
            System.getProperty("java.class.path"),
            FakeAgentMain.class.getName(),
            broker,
            state.toString(),
            "a")
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  private static void limitUploads(LogForTests log, @Nullable Double bytesPerSecond)
      throws ExecutionException, InterruptedException {
    ClientQuotaEntity agents =
        new ClientQuotaEntity(Map.of(ClientQuotaEntity.CLIENT_ID, "fedlog-agent"));
    log.admin()
        .alterClientQuotas(
            List.of(
                new ClientQuotaAlteration(
                    agents,
                    List.of(new ClientQuotaAlteration.Op("producer_byte_rate", bytesPerSecond)))))
        .all()
        .get();
  }
}
