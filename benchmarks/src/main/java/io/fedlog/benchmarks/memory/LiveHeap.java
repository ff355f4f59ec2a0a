package io.fedlog.benchmarks.memory;

import io.fedlog.benchmarks.system.JavaProcess;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a JVM really holds: its objects after a full collection, as the JDK's jcmd counts them. */
final class LiveHeap {
  private static final Pattern TOTAL = Pattern.compile("(?m)^Total\\s+\\d+\\s+(\\d+)");
  private static final double MIB = 1 << 20;

  private LiveHeap() {}

  /** In MiB; not a number where there is no jcmd, as in a bare Java runtime. */
  static double mib(JavaProcess process) throws InterruptedException {
    Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
    try {
      Process asked =
          new ProcessBuilder(jcmd.toString(), Long.toString(process.pid()), "GC.class_histogram")
              .redirectErrorStream(true)
              .start();
      String said = new String(asked.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      int status = asked.waitFor();
      Matcher total = TOTAL.matcher(said);
      return status == 0 && total.find() ? Long.parseLong(total.group(1)) / MIB : Double.NaN;
    } catch (IOException e) {
      return Double.NaN;
    }
  }
}
