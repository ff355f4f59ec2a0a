package io.fedlog.standalone.simulate;

import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where a simulation's rows come from.
 *
 * @param file a CSV file, or one of images; null to invent rows
 * @param labels of the images; null where the file is no such
 * @param columns how the file's columns are used, under the flags' names with underscores
 * @param rowsPerStore invented training rows of each store
 */
public record RowSource(
    @Nullable Path file, @Nullable Path labels, Map<String, String> columns, int rowsPerStore) {
  private static final int MOST_ROWS = 100_000;

  public RowSource {
    columns = Map.copyOf(columns);
    Flag.require(
        rowsPerStore >= 1 && rowsPerStore <= MOST_ROWS,
        "--rows-per-store",
        rowsPerStore,
        "1 to " + MOST_ROWS);
    Flag.require(
        labels == null || file != null,
        "--labels",
        labels,
        "images that they belong to, as --data");
    Flag.require(
        labels == null || columns.isEmpty(),
        "--labels",
        labels,
        "no flags of columns with it, came --" + String.join(", --", columns.keySet()));
  }

  LearningTask read(Chance chance, int stores) {
    if (file == null) {
      return SyntheticRows.of(chance, Math.multiplyExact(stores, rowsPerStore));
    }
    return labels == null ? TableRows.read(file, columns) : ImageRows.read(file, labels);
  }
}
