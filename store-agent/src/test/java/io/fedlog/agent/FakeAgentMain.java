package io.fedlog.agent;

import io.fedlog.agent.state.Durability;
import io.fedlog.runtime.KafkaSettings;
import io.fedlog.runtime.upload.SealSigner;
import io.fedlog.schemas.FingerprintDirectory;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;

/**
 * An agent process with a fake trainer, for tests that kill it. Arguments: broker, state, store.
 */
final class FakeAgentMain {

  private FakeAgentMain() {}

  public static void main(String[] args) throws InterruptedException {
    AgentHost host = host(args[0], Path.of(args[1]), Map.of(args[2], new FakeTrainer()));
    try (host) {
      new CountDownLatch(1).await();
    }
  }

  static AgentHost host(String broker, Path state, Map<String, ? extends StoreTrainer> trainers) {
    return AgentHost.start(
        new HostSettings(
            KafkaSettings.at(broker),
            state,
            Durability.PROCESS_KILLED,
            2,
            Set.of(),
            Duration.ofSeconds(1),
            "0.1.0"),
        new FingerprintDirectory(),
        Map.copyOf(trainers),
        SealSigner.unsigned(),
        Clock.systemUTC(),
        new SecureRandom());
  }
}
