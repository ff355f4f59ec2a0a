package io.fedlog.standalone.metrics;

import io.fedlog.standalone.terminal.UnusableException;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** A file of exported facts: whole, or as it was before. */
final class ExportFile {
  private ExportFile() {}

  /** Writes a view; a file that is there is replaced when the new one is whole. */
  static void write(FactBase base, FactView view, ExportFormat format, Path file) {
    Path part = file.resolveSibling(file.getFileName() + ".part");
    try {
      if (format == ExportFormat.PARQUET) {
        base.writeParquet(view, part);
      } else {
        try (BufferedWriter out = Files.newBufferedWriter(part)) {
          base.query(
              view.all(),
              format == ExportFormat.CSV ? RowWriter.csv(out) : RowWriter.jsonLines(out));
        }
      }
      Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw unwritable(file, e);
    } finally {
      part.toFile().delete();
    }
  }

  /** Finds out before anything is read whether the place can be written to. */
  static void requirePlace(Path file, boolean isFolder) {
    Path folder = isFolder ? file : file.toAbsolutePath().getParent();
    try {
      if (isFolder) {
        Files.createDirectories(file);
      } else if (Files.isDirectory(file)) {
        throw new UnusableException(
            "--out is %s, which is a folder; expected a file, or no --topic.".formatted(file),
            null);
      }
      if (folder == null || !Files.isWritable(folder)) {
        throw new IOException("there is no such folder, or it may not be written to");
      }
    } catch (IOException e) {
      throw unwritable(file, e);
    }
  }

  private static UnusableException unwritable(Path file, IOException e) {
    return new UnusableException(
        "%s cannot be written: %s. It is set with --out.".formatted(file, e.getMessage()), e);
  }
}
