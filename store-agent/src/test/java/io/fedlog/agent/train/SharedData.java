package io.fedlog.agent.train;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Where the shared data lies: FEDLOG_DATA (property or environment), else beside the checkout. */
final class SharedData {
  private SharedData() {}

  static Path file(String name) {
    @Nullable String stated = System.getProperty("FEDLOG_DATA", System.getenv("FEDLOG_DATA"));
    Path root = stated == null ? Path.of("..", "..", "shared", "data") : Path.of(stated);
    return root.resolve(name);
  }
}
