package io.fedlog.standalone.simulate;

import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where a simulation's rows come from.
 *
 * @param file a CSV file; null to invent rows
 * @param columns how the file's columns are used, under the flags' names with underscores
 * @param rowsPerStore invented training rows of each store
 */
public record RowSource(@Nullable Path file, Map<String, String> columns, int rowsPerStore) {
  private static final int MOST_ROWS = 100_000;

  public RowSource {
    columns = Map.copyOf(columns);
    Flag.require(
        rowsPerStore >= 1 && rowsPerStore <= MOST_ROWS,
        "--rows-per-store",
        rowsPerStore,
        "1 to " + MOST_ROWS);
  }

  LearningTask read(Chance chance, int stores) {
    return file == null
        ? SyntheticRows.of(chance, Math.multiplyExact(stores, rowsPerStore))
        : TableRows.read(file, columns);
  }
}
