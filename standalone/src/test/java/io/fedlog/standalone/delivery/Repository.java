package io.fedlog.standalone.delivery;

import java.nio.file.Files;
import java.nio.file.Path;

/** The checkout that the tests run in. */
public final class Repository {
  private Repository() {}

  /** The folder that holds the launcher. */
  public static Path root() {
    Path folder = Path.of("").toAbsolutePath();
    while (!Files.exists(folder.resolve("fedlog"))) {
      folder = folder.getParent();
      if (folder == null) {
        throw new IllegalStateException("No folder above the working directory holds fedlog.");
      }
    }
    return folder;
  }
}
