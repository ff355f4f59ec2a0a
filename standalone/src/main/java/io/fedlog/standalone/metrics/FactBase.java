package io.fedlog.standalone.metrics;

import io.fedlog.standalone.terminal.UnusableException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.avro.generic.IndexedRecord;
import org.duckdb.DuckDBAppender;
import org.duckdb.DuckDBConnection;
import org.duckdb.DuckDBDriver;
import org.jspecify.annotations.Nullable;

/**
 * Facts in an embedded DuckDB, in a folder of its own that goes with it: facts need neither this
 * JVM's heap nor, beyond a bound, memory. It loads no extension and asks no network. For one
 * thread.
 */
final class FactBase implements AutoCloseable {
  private static final String MEMORY = "512MB";

  /** Times that SQL and every reader of an export can hold. */
  private static final Instant EARLIEST = Instant.parse("0001-01-01T00:00:00Z");

  private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59.999Z");

  private final Path folder;
  private final DuckDBConnection connection;
  private final Map<FactTable, DuckDBAppender> appenders = new EnumMap<>(FactTable.class);

  private FactBase(Path folder, DuckDBConnection connection) {
    this.folder = folder;
    this.connection = connection;
  }

  /** An empty one, with all tables and views. */
  static FactBase open() {
    try {
      Path folder = Files.createTempDirectory("fedlog-metrics");
      Properties settings = new Properties();
      settings.setProperty("autoinstall_known_extensions", "false");
      settings.setProperty("autoload_known_extensions", "false");
      settings.setProperty("temp_directory", folder.resolve("spill").toString());
      settings.setProperty("memory_limit", MEMORY);
      settings.setProperty("preserve_insertion_order", "false");
      settings.setProperty(DuckDBDriver.JDBC_STREAM_RESULTS, "true");
      Connection connection =
          new DuckDBDriver().connect("jdbc:duckdb:" + folder.resolve("facts.db"), settings);
      FactBase base = new FactBase(folder, connection.unwrap(DuckDBConnection.class));
      base.create();
      return base;
    } catch (IOException e) {
      throw new UncheckedIOException(
          new IOException("a temporary folder for the facts cannot be made: " + e, e));
    } catch (SQLException e) {
      throw SqlFault.ours(e);
    }
  }

  private void create() throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("SET TimeZone = 'UTC'");
      statement.execute("CREATE SCHEMA log");
      for (FactTable table : FactTable.values()) {
        statement.execute(table.create());
      }
      for (FactView view : FactView.values()) {
        statement.execute(view.create());
      }
    }
  }

  /** Adds a record as it lies on the log. */
  void add(FactTable table, IndexedRecord fact, int partition, long offset, long appendedAt) {
    try {
      DuckDBAppender row = appender(table);
      row.beginRow().append(partition).append(offset);
      append(row, Instant.ofEpochMilli(appendedAt));
      for (FactColumn column : table.columns()) {
        append(row, column.value().apply(fact));
      }
      row.endRow();
    } catch (SQLException e) {
      throw SqlFault.ours(e);
    }
  }

  private DuckDBAppender appender(FactTable table) throws SQLException {
    DuckDBAppender known = appenders.get(table);
    if (known == null) {
      known = connection.createAppender("log", table.table());
      appenders.put(table, known);
    }
    return known;
  }

  private static void append(DuckDBAppender row, @Nullable Object value) throws SQLException {
    if (value == null) {
      row.appendNull();
    } else if (value instanceof Integer number) {
      row.append(number);
    } else if (value instanceof Long number) {
      row.append(number);
    } else if (value instanceof Double number) {
      row.append(number);
    } else if (value instanceof Boolean truth) {
      row.append(truth);
    } else if (value instanceof Instant time) {
      if (time.isBefore(EARLIEST) || time.isAfter(LATEST)) {
        row.appendNull(); // a store may say that it measured in the year 146,138,512
      } else {
        row.appendEpochMicros(time.toEpochMilli() * 1000);
      }
    } else if (value instanceof Map<?, ?> map) {
      row.append(new TreeMap<>(map)); // in the same order wherever it is shown
    } else if (value instanceof List<?> list) {
      row.append(list);
    } else {
      row.append(value.toString());
    }
  }

  /** What was added can be asked for from now on. */
  void loaded() {
    try {
      for (DuckDBAppender appender : appenders.values()) {
        appender.close();
      }
      appenders.clear();
    } catch (SQLException e) {
      throw SqlFault.ours(e);
    }
  }

  /** From now on no query reads or writes files, or changes that. */
  void shutFiles() {
    try (Statement statement = connection.createStatement()) {
      statement.execute("SET enable_external_access = false");
      statement.execute("SET lock_configuration = true");
    } catch (SQLException e) {
      throw SqlFault.ours(e);
    }
  }

  /**
   * Runs what a user asks.
   *
   * @throws UnusableException if it cannot be run; says why in a sentence
   */
  void query(String sql, RowWriter writer) throws IOException {
    try (Statement statement = connection.createStatement()) {
      if (!statement.execute(sql)) {
        return;
      }
      try (ResultSet rows = statement.getResultSet()) {
        writer.write(rows);
      }
    } catch (SQLException e) {
      throw SqlFault.ofQuery(e);
    }
  }

  /** Writes a view to a file as Parquet. */
  void writeParquet(FactView view, Path file) {
    String sql =
        "COPY (%s) TO '%s' (FORMAT parquet, COMPRESSION zstd)"
            .formatted(view.all(), file.toString().replace("'", "''"));
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw SqlFault.ours(e);
    }
  }

  long count(FactView view) {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT count(*) FROM " + view.view())) {
      rows.next();
      return rows.getLong(1);
    } catch (SQLException e) {
      throw SqlFault.ours(e);
    }
  }

  @Override
  public void close() {
    try {
      loaded();
      connection.close();
    } catch (SQLException e) {
      throw SqlFault.ours(e);
    } finally {
      deleteFolder();
    }
  }

  /** What is open in it stays readable to the end; again it does nothing. */
  void deleteFolder() {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the temporary folder " + folder + " stays: " + e, e);
    }
  }
}
