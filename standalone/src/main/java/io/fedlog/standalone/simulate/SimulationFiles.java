package io.fedlog.standalone.simulate;

import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What a simulation writes. Files that are there are replaced.
 *
 * @param csv every round of every run
 * @param png the plot
 */
public record SimulationFiles(Path csv, Path png) {
  /** Found out before the simulation, not after it. */
  public SimulationFiles {
    requireWritable("--csv", csv);
    requireWritable("--png", png);
    Flag.require(!png.equals(csv), "--png", png, "another file than --csv");
  }

  private static void requireWritable(String flag, Path file) {
    Path folder = file.toAbsolutePath().getParent();
    boolean writable =
        folder != null
            && Files.isDirectory(folder)
            && !Files.isDirectory(file)
            && Files.isWritable(Files.exists(file) ? file : folder);
    Flag.require(writable, flag, file, "a file in a folder that exists and can be written");
  }
}
