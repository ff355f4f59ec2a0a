package io.fedlog.aggregator;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.UUID;

/**
 * The id that Kafka Streams makes its transactional ids of. Streams draws one at random and keeps
 * it in the state directory; when that is lost, nothing fences what the former process left open,
 * and what it hid stays hidden until its transaction times out. Named after the instance, the id
 * outlives the directory. An id that is there already stays.
 */
final class ProcessIdentity {
  private static final String FILE = "kafka-streams-process-metadata"; // Kafka Streams 4.3's

  private ProcessIdentity() {}

  /** Writes the id of an instance where Kafka Streams looks for its own. */
  static void keep(Path stateDir, String applicationId, String instanceId) {
    UUID id =
        UUID.nameUUIDFromBytes((applicationId + "/" + instanceId).getBytes(StandardCharsets.UTF_8));
    Path folder = stateDir.resolve(applicationId);
    try {
      Files.createDirectories(folder);
      Files.writeString(
          folder.resolve(FILE), "{\"processId\":\"" + id + "\"}", StandardOpenOption.CREATE_NEW);
    } catch (FileAlreadyExistsException e) {
      // What was in use goes on to be.
    } catch (IOException e) {
      throw new UncheckedIOException(
          "Cannot write to FL_STATE_DIR (" + stateDir + "): " + e.getMessage(), e);
    }
  }
}
