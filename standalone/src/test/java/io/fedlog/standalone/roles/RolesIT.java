package io.fedlog.standalone.roles;

import io.fedlog.embedded.EmbeddedKafka;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Roles from their environments against a Kafka that exists. */
class RolesIT {

  @Test
  void shouldTrainAPlan_whenRolesAreStartedOneByOne(@TempDir Path dir) throws Exception {
    try (EmbeddedKafka broker = EmbeddedKafka.startTemporary()) {
      RoleScenario.shouldTrainAPlan(broker.bootstrapServers(), dir);
    }
  }
}
