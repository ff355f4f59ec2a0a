package io.fedlog.agent;

import io.fedlog.agent.data.CsvFile;
import io.fedlog.agent.data.DataException;
import io.fedlog.agent.data.DataOptions;
import io.fedlog.agent.data.StoreData;
import io.fedlog.agent.data.Stores;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The rows of the stores of this process: one file, held once, divided by its store columns or
 * belonging to one store whole. How columns are used comes with a round's training configuration;
 * the process may overrule it. Immutable.
 */
public final class LocalRows {

  private final CsvFile file;
  private final List<String> storeColumns;
  private final SortedMap<String, List<CsvFile.Row>> rows;
  private final Map<String, String> options;

  private LocalRows(
      CsvFile file,
      List<String> storeColumns,
      SortedMap<String, List<CsvFile.Row>> rows,
      Map<String, String> options) {
    this.file = file;
    this.storeColumns = List.copyOf(storeColumns);
    this.rows = rows;
    this.options = Map.copyOf(options);
  }

  /** A file that belongs to one store. Throws DataException when it cannot be read. */
  public static LocalRows ofStore(String storeId, Path path, Map<String, String> options) {
    CsvFile file = CsvFile.read(path);
    SortedMap<String, List<CsvFile.Row>> rows = new TreeMap<>();
    rows.put(storeId, file.rows());
    return new LocalRows(file, List.of(), rows, options);
  }

  /**
   * A file divided by columns; a store's name is their values joined by " / ".
   *
   * @throws DataException when the file cannot be read, has no such column, or has a row without a
   *     store
   */
  public static LocalRows divided(
      Path path, List<String> storeColumns, Map<String, String> options) {
    CsvFile file = CsvFile.read(path);
    return new LocalRows(
        file, storeColumns, Stores.rows(file, storeColumns, "FL_STORE_COLUMN"), options);
  }

  /** The stores that have rows. */
  public SortedSet<String> stores() {
    return new TreeSet<>(rows.keySet());
  }

  /**
   * One store's rows as a training configuration uses them.
   *
   * @throws DataException when the rows do not fit it; other stores are not concerned
   */
  StoreData data(String storeId, Map<String, String> trainingConfig) {
    List<CsvFile.Row> own = rows.get(storeId);
    if (own == null) {
      throw new DataException(
          file.name() + " has no rows of store \"" + storeId + "\"; it has " + rows.keySet());
    }
    Map<String, String> merged = new HashMap<>(trainingConfig);
    merged.putAll(options);
    merged.put("store_column", String.join(",", columnsOfStore(merged)));
    return StoreData.ofFile(
        storeId, new CsvFile(file.name(), file.header(), own), DataOptions.of(merged));
  }

  /**
   * A store's own file need not have the chain's store columns; if it has, they are no features.
   */
  private List<String> columnsOfStore(Map<String, String> config) {
    if (!storeColumns.isEmpty()) {
      return storeColumns;
    }
    return DataOptions.of(config).storeColumns().stream()
        .filter(column -> file.header().contains(column))
        .toList();
  }
}
