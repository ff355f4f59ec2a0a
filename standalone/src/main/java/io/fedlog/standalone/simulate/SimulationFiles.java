package io.fedlog.standalone.simulate;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a simulation writes.
 *
 * @param csv every round of every run; null for none
 * @param png the plot; null for none
 */
public record SimulationFiles(@Nullable Path csv, @Nullable Path png) {
  /** Found out before the simulation, not after it. */
  public SimulationFiles {
    requireWritable("--csv", csv);
    requireWritable("--png", png);
  }

  void write(List<Trace> traces, TracePlot plot) throws IOException {
    if (csv != null) {
      TraceCsv.write(traces, csv);
    }
    if (png != null) {
      plot.write(traces, png);
    }
  }

  private static void requireWritable(String flag, @Nullable Path file) {
    if (file != null) {
      Path folder = file.toAbsolutePath().getParent();
      boolean writable = folder != null && Files.isDirectory(folder) && !Files.isDirectory(file);
      Flag.require(writable, flag, file, "a file in a folder that exists");
    }
  }
}
