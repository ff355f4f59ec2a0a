package io.fedlog.schemas;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HexFormat;
import java.util.concurrent.TimeUnit;

/** Confluent's own serializer and deserializer, in a JVM that has nothing of ours. */
final class ConfluentProcess implements AutoCloseable {
  private static final String ARTIFACT = "org.apache.pinot:pinot-confluent-avro:1.5.0:jar:shaded";

  private final Process process;
  private final PrintWriter questions;
  private final BufferedReader answers;

  private ConfluentProcess(Process process) {
    this.process = process;
    this.questions = new PrintWriter(process.getOutputStream(), true, StandardCharsets.UTF_8);
    this.answers = process.inputReader(StandardCharsets.UTF_8);
  }

  /** Starts it; the calling test is skipped when the jar cannot be had. */
  static ConfluentProcess start() throws Exception {
    Path jar = MavenArtifact.jar(ARTIFACT, "pinot-confluent-avro-1.5.0-shaded.jar");
    return new ConfluentProcess(
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                jar.toString(),
                Path.of("src", "test", "oracle", "ConfluentOracle.java").toString())
            .redirectError(Path.of("target", "confluent-oracle.log").toFile())
            .start());
  }

  /** What Confluent's deserializer makes of a record's bytes, in Avro's JSON encoding. */
  String read(String registry, String topic, byte[] bytes) throws IOException {
    String hex = HexFormat.of().formatHex(bytes);
    return new String(
        Base64.getDecoder().decode(ask("read " + registry + " " + topic + " " + hex)),
        StandardCharsets.UTF_8);
  }

  /** The bytes that Confluent's serializer makes of a value in Avro's JSON encoding. */
  byte[] write(String registry, String topic, String schema, String json, boolean register)
      throws IOException {
    return HexFormat.of()
        .parseHex(
            ask(
                "write "
                    + registry
                    + " "
                    + topic
                    + " "
                    + base64(schema)
                    + " "
                    + base64(json)
                    + " "
                    + register));
  }

  private String ask(String question) throws IOException {
    questions.println(question);
    String line = answers.readLine();
    while (line != null && !line.startsWith("= ") && !line.startsWith("! ")) {
      line = answers.readLine();
    }
    if (line == null || line.startsWith("! ")) {
      throw new IOException(
          "Confluent's code said "
              + line
              + " to "
              + question.substring(0, 60)
              + "...; see target/confluent-oracle.log");
    }
    return line.substring(2);
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public void close() throws Exception {
    questions.close();
    if (!process.waitFor(5, TimeUnit.SECONDS)) {
      process.destroyForcibly().waitFor();
    }
  }
}
