package io.fedlog.coordinator.rest.binary;

import static io.fedlog.coordinator.rest.binary.Bodies.doubles;
import static org.assertj.core.api.Assertions.assertThat;

import io.fedlog.coordinator.rest.body.Parameters;
import io.fedlog.schemas.Encoding;
import io.fedlog.schemas.Tensor;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files that Python writes are read, and files that are written here Python reads. */
class PythonFilesTest {

  @TempDir private Path folder;

  @BeforeEach
  void requirePython() throws Exception {
    boolean there;
    try {
      there = new ProcessBuilder("python3", "--version").start().waitFor() == 0;
    } catch (IOException e) {
      there = false;
    }
    Assumptions.assumeTrue(there, "skipped: there is no python3 on the path");
  }

  @ParameterizedTest
  @CsvSource({"NPZ, npz", "NPZ, npz-deflated", "SAFETENSORS, safetensors"})
  void shouldReadWhatPythonWrites_andTheOtherWayRound(BinaryForm form, String name)
      throws Exception {
    Path file = folder.resolve("file");
    String silence = python("write", name, file);
    Parameters read;
    try (InputStream in = Files.newInputStream(file)) {
      read = form.read(in, Bodies.first());
    }

    assertThat(silence).isEmpty();
    assertThat(read.layout())
        .containsExactly(new Tensor("dense[0]", List.of(2, 2)), new Tensor("dense[1]", List.of(2)));
    assertThat(read.values().array()).isEqualTo(doubles(0.1, -2.5, 3e-7, 4, 5, 6.5));

    Path other = folder.resolve("other");
    try (OutputStream out = Files.newOutputStream(other)) {
      form.write(Versions.of(Encoding.FLOAT64, read.layout(), read.values().array()), out);
    }
    assertThat(python("read", name, other).lines())
        .containsExactly("dense/0 (2, 2) [0.1, -2.5, 3e-07, 4.0]", "dense/1 (2,) [5.0, 6.5]");
  }

  private String python(String verb, String form, Path file) throws Exception {
    Path script = folder.resolve("arrays.py");
    try (InputStream in =
        Objects.requireNonNull(PythonFilesTest.class.getResourceAsStream("arrays.py"))) {
      Files.write(script, in.readAllBytes());
    }
    Path output = folder.resolve("output");
    Process process =
        new ProcessBuilder("python3", script.toString(), verb, form, file.toString())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    boolean ended = process.waitFor(60, TimeUnit.SECONDS);
    process.destroyForcibly();
    String said = Files.readString(output, StandardCharsets.UTF_8);
    assertThat(ended).as("python ends").isTrue();
    assertThat(process.exitValue()).as(said).isZero();
    return said;
  }
}
