package io.fedlog.standalone.metrics;

import java.io.DataInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.opentest4j.TestAbortedException;

/** The program of that name, where it is installed. */
final class Kcat {
  private final String servers;
  private final String version;

  private Kcat(String servers, String version) {
    this.servers = servers;
    this.version = version;
  }

  /** Aborts the calling test where there is none. */
  static Kcat on(String servers) throws InterruptedException {
    try {
      Process process = new ProcessBuilder("kcat", "-V").redirectErrorStream(true).start();
      String version = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      process.waitFor();
      return new Kcat(servers, version);
    } catch (IOException e) {
      throw new TestAbortedException("skipped: there is no kcat on the path");
    }
  }

  /** Debian's is built without. */
  boolean knowsAvro() {
    return version.contains("Avro");
  }

  /** Every value of a topic, as bytes. */
  List<byte[]> values(String topic) throws Exception {
    Process process = consume(topic, "-f", "%R%s"); // a length of four bytes, and so many
    List<byte[]> values = new ArrayList<>();
    try (DataInputStream in = new DataInputStream(process.getInputStream())) {
      for (int first = in.read(); first >= 0; first = in.read()) {
        int length = first << 24 | in.readUnsignedByte() << 16 | in.readUnsignedShort();
        values.add(in.readNBytes(length));
      }
    }
    requireDone(process);
    return values;
  }

  /** Every value of a topic, as kcat prints Avro. */
  List<String> json(String topic, String registry) throws Exception {
    Process process = consume(topic, "-s", "value=avro", "-r", registry);
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    requireDone(process);
    return out.lines().toList();
  }

  private Process consume(String topic, String... more) throws IOException {
    List<String> command =
        Stream.concat(
                Stream.of("kcat", "-b", servers, "-t", topic, "-C", "-e", "-q"), Stream.of(more))
            .toList();
    return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
  }

  private static void requireDone(Process process) throws InterruptedException {
    if (process.waitFor() != 0) {
      throw new IllegalStateException("kcat ended with status " + process.exitValue());
    }
  }
}
