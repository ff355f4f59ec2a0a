package io.fedlog.standalone.delivery;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A copy of the launcher in a checkout of two files, with a Java and a Maven that only write down
 * how they were called, so that the launcher's own decisions show.
 */
final class LauncherSandbox {
  private final Path root;
  private final Path tools;

  /** How one start of the launcher ended. */
  record Outcome(int status, String out, String err) {}

  LauncherSandbox(Path folder) throws IOException {
    root = Files.createDirectories(folder.resolve("check out"));
    tools = Files.createDirectories(folder.resolve("tools"));
    Files.copy(
        Repository.root().resolve("fedlog"),
        root.resolve("fedlog"),
        StandardCopyOption.COPY_ATTRIBUTES);
    Files.createDirectories(root.resolve("standalone/src/main/java"));
    Files.writeString(root.resolve("pom.xml"), "<project/>");
    Files.writeString(source(), "class Main {}");
    tool("javac", "");
    java("17.0.9");
    maven("3.8.7", "");
  }

  Path source() {
    return root.resolve("standalone/src/main/java/Main.java");
  }

  Path jar() {
    return root.resolve("standalone/target/fedlog.jar");
  }

  Path folder() {
    return root;
  }

  /** A Java of that version, which prints its arguments and its working directory. */
  void java(String version) throws IOException {
    tool(
        "java",
        """
        if [ "$1" = -version ]; then echo 'openjdk version "%s" 2026-01-01' >&2; exit 0; fi
        echo "cwd=$PWD"
        echo "args=$*"
        """
            .formatted(version));
  }

  /** A Maven of that version, which runs {@code script} and then makes the jar. */
  void maven(String version, String script) throws IOException {
    tool(
        "mvn",
        """
        if [ "$1" = -v ]; then echo "Apache Maven %s"; exit 0; fi
        echo "$*" >>"%s"
        %s
        mkdir -p "%s" && touch "%s"
        """
            .formatted(version, calls(), script, jar().getParent(), jar()));
  }

  void remove(String tool) throws IOException {
    Files.delete(tools.resolve(tool));
  }

  /** One line a build. */
  List<String> builds() throws IOException {
    return Files.exists(calls()) ? Files.readAllLines(calls()) : List.of();
  }

  Process start(String... arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of("/bin/sh", root.resolve("fedlog").toString()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).directory(tools.toFile());
    builder.environment().clear();
    builder.environment().put("PATH", tools + ":/usr/bin:/bin");
    return builder.start();
  }

  Outcome run(String... arguments) throws Exception {
    return await(start(arguments));
  }

  static Outcome await(Process process) throws Exception {
    if (!process.waitFor(60, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new IllegalStateException("the launcher did not end within 60 s");
    }
    return new Outcome(
        process.exitValue(),
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8),
        new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8));
  }

  private Path calls() {
    return tools.resolve("calls");
  }

  private void tool(String name, String script) throws IOException {
    Path file = Files.writeString(tools.resolve(name), "#!/bin/sh\n" + script);
    if (!file.toFile().setExecutable(true)) {
      throw new IOException("cannot make " + file + " executable");
    }
  }
}
