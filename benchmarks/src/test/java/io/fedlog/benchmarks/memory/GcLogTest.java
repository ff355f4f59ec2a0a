package io.fedlog.benchmarks.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GcLogTest {

  @Test
  void shouldAddUpPauses_whenALogHasOtherLinesToo(@TempDir Path folder) throws Exception {
    Path file =
        Files.writeString(
            folder.resolve("gc.log"),
            """
            [0.011s] Using G1
            [1.9s] GC(0) Pause Young (Normal) (G1 Evacuation Pause) 45M->23M(224M) 50.225ms
            [2.1s] GC(1) Concurrent Mark Cycle 231.866ms
            [3.0s] GC(2) Pause Remark 326M->298M(384M) 7.775ms
            """);

    GcLog gc = GcLog.read(file);

    assertThat(gc.pauses()).isEqualTo(2);
    assertThat(gc.mostUsedAfter()).isEqualTo(298);
    assertThat(gc.largestHeap()).isEqualTo(384);
    assertThat(gc.pausedSeconds()).isEqualTo(0.058);
  }
}
