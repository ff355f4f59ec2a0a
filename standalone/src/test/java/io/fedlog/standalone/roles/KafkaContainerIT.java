package io.fedlog.standalone.roles;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.testcontainers.junit.jupiter.Container;
import org.testcontainers.junit.jupiter.Testcontainers;
import org.testcontainers.kafka.KafkaContainer;

/** The same against Apache's own image; skipped where there is no Docker. */
@Testcontainers(disabledWithoutDocker = true)
class KafkaContainerIT {

  @Container private final KafkaContainer kafka = new KafkaContainer("apache/kafka:4.3.1");

  @Test
  void shouldTrainAPlan_whenKafkaIsApachesImage(@TempDir Path dir) throws Exception {
    RoleScenario.shouldTrainAPlan(kafka.getBootstrapServers(), dir);
  }
}
