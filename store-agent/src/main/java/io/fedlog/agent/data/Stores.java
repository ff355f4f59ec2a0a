package io.fedlog.agent.data;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** Divides a chain's file into its stores. */
public final class Stores {
  private static final String JOIN = " / ";

  private Stores() {}

  /**
   * The stores by name, sorted. The name is the values of the store columns, joined by " / ".
   *
   * @throws DataException when a column is missing, a row names no store, or there is one store
   *     only
   */
  public static SortedMap<String, StoreData> divide(CsvFile file, DataOptions options) {
    if (options.storeColumns().isEmpty()) {
      throw new DataException("name the column that holds a row's store with --store-column");
    }
    SortedMap<String, List<CsvFile.Row>> rows =
        rows(file, options.storeColumns(), "--store-column");
    if (rows.size() < 2) {
      throw new DataException(
          file.name()
              + " holds one store only (\""
              + rows.firstKey()
              + "\" in "
              + options.storeColumns()
              + "); federated learning needs at least two");
    }
    SortedMap<String, StoreData> stores = new TreeMap<>();
    rows.forEach((name, own) -> stores.put(name, new StoreData(name, file, own, options)));
    return Collections.unmodifiableSortedMap(stores);
  }

  /**
   * Each store's rows, in the file's order.
   *
   * @param usedBy what names the columns, for messages
   * @throws DataException when a column is missing or a row names no store
   */
  public static SortedMap<String, List<CsvFile.Row>> rows(
      CsvFile file, List<String> columns, String usedBy) {
    List<Integer> keys = columns.stream().map(c -> file.indexOf(c, usedBy)).toList();
    SortedMap<String, List<CsvFile.Row>> rows = new TreeMap<>();
    for (CsvFile.Row row : file.rows()) {
      List<String> parts = new ArrayList<>();
      for (int key : keys) {
        String part = row.fields().get(key).trim();
        if (part.isEmpty()) {
          throw new DataException(
              file.name()
                  + ", line "
                  + row.line()
                  + ": column "
                  + file.header().get(key)
                  + " is empty, expected the name of the row's store");
        }
        parts.add(part);
      }
      rows.computeIfAbsent(String.join(JOIN, parts), name -> new ArrayList<>()).add(row);
    }
    return rows;
  }
}
