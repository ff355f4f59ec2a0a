package io.fedlog.benchmarks.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import picocli.CommandLine;

/** A model of 256 MiB whose sums need 512 MiB, of which 64 MiB are allowed. */
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class BigModelIT {

  @Test
  void shouldMakeTheRightModel_whenItsSumsAreLargerThanTheHeap() {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();

    int status =
        new CommandLine(new BigModelCommand())
            .setOut(new PrintWriter(out))
            .setErr(new PrintWriter(err))
            .execute("--model-bytes=268435456", "--stores=3", "--heap=384m", "--sum-memory=64MiB");

    assertThat(status).as("%s%n%s", out, err).isZero();
    assertThat(out.toString()).contains("seal_to_manifest_s", "vs_yardstick");
  }
}
