package io.fedlog.schemas;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/**
 * An artefact that a test looks at from outside and that no module depends on. Maven itself fetches
 * it, with the user's own settings and into the local repository only; a test without it is
 * skipped.
 */
final class MavenArtifact {
  private static final String PLUGIN = "org.apache.maven.plugins:maven-dependency-plugin:3.9.0:";
  private static final Path FETCHED = Path.of("target", "fetched");
  private static final int MOST_MINUTES = 10;

  private MavenArtifact() {}

  /** A jar; the test is skipped when it cannot be had. */
  static Path jar(String coordinates, String fileName) throws Exception {
    Path jar = FETCHED.resolve(fileName);
    if (!Files.exists(jar)) {
      maven("copy", coordinates, FETCHED);
    }
    return jar.toAbsolutePath();
  }

  /** The folder that an archive was unpacked to; the test is skipped when it cannot be had. */
  static Path unpacked(String coordinates, String folder) throws Exception {
    Path target = FETCHED.resolve(folder);
    if (!Files.exists(target.resolve("complete"))) {
      maven("unpack", coordinates, target);
      Files.createFile(target.resolve("complete"));
    }
    return target.toAbsolutePath();
  }

  private static void maven(String goal, String coordinates, Path target) throws Exception {
    String home = System.getProperty("fedlog.maven.home", "");
    Assumptions.assumeFalse(
        home.isEmpty(), "skipped: run by Maven, which fetches " + coordinates + " for this test");
    Files.createDirectories(target);
    File log = FETCHED.resolve("maven-" + goal + ".log").toFile();
    boolean windows = System.getProperty("os.name").startsWith("Windows");
    List<String> command = new ArrayList<>();
    command.add(Path.of(home, "bin", windows ? "mvn.cmd" : "mvn").toString());
    command.add("-B");
    if ("offline=true".equals(System.getProperty("fedlog.maven.mode"))) {
      command.add("-o");
    }
    command.add("-Dmaven.repo.local=" + System.getProperty("fedlog.maven.repository"));
    command.add(PLUGIN + goal);
    command.add("-Dartifact=" + coordinates);
    command.add("-DoutputDirectory=" + target.toAbsolutePath());
    Assumptions.assumeTrue(
        run(command, target, log), "skipped: Maven cannot fetch " + coordinates + "; see " + log);
  }

  private static boolean run(List<String> command, Path folder, File log)
      throws InterruptedException {
    try {
      Process maven =
          new ProcessBuilder(command)
              .directory(folder.toFile())
              .redirectErrorStream(true)
              .redirectOutput(log)
              .start();
      if (!maven.waitFor(MOST_MINUTES, TimeUnit.MINUTES)) {
        maven.destroyForcibly();
        return false;
      }
      return maven.exitValue() == 0;
    } catch (IOException e) {
      return false;
    }
  }
}
