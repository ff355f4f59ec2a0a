package io.fedlog.agent.data;

import io.fedlog.learning.features.Column;
import io.fedlog.learning.features.ColumnKind;
import io.fedlog.learning.features.Vocabulary;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One store's rows. Test rows are those whose hash says so; a segmentation predicts nothing that
 * could leak, so all its rows are trained and evaluated, as long as no number of rows is stated.
 */
public final class StoreData {
  private final String storeId;
  private final DataOptions options;
  private final ColumnReader reader;
  private final @Nullable TargetReader target;
  private final List<String> featureColumns;
  private final List<CsvFile.Row> trainingRows;
  private final List<CsvFile.Row> evaluationRows;

  StoreData(String storeId, CsvFile file, List<CsvFile.Row> rows, DataOptions options) {
    this.storeId = storeId;
    this.options = options;
    reader = new ColumnReader(file, options);
    String name = options.target();
    target = name == null ? null : new TargetReader(file, options, name);
    featureColumns = featureColumns(file, options, target);
    List<CsvFile.Row> train = new ArrayList<>();
    List<CsvFile.Row> test = new ArrayList<>();
    for (CsvFile.Row row : rows) {
      (RowHash.isTestRow(row.hash()) ? test : train).add(row);
    }
    if (options.trainRows() > 0 && train.size() > options.trainRows()) {
      train.sort(Comparator.comparing(CsvFile.Row::hash));
      train = train.subList(0, options.trainRows());
    }
    boolean supervised = options.modelType().supervised();
    evaluationRows = List.copyOf(supervised ? test : rows);
    trainingRows = List.copyOf(!supervised && options.trainRows() == 0 ? rows : train);
    if (trainingRows.isEmpty()) {
      throw new DataException(
          "store \""
              + storeId
              + "\" has "
              + rows.size()
              + " rows and none of them is a training row; give it more rows or leave it out");
    }
  }

  /** The whole file as one store, for an agent that has its own file. */
  public static StoreData ofFile(String storeId, CsvFile file, DataOptions options) {
    return new StoreData(storeId, file, file.rows(), options);
  }

  /** The store's name. */
  public String storeId() {
    return storeId;
  }

  /** How its columns are used. */
  public DataOptions options() {
    return options;
  }

  /** How many rows it trains on. */
  public int trainingRows() {
    return trainingRows.size();
  }

  /** How many rows it evaluates on. */
  public int evaluationRows() {
    return evaluationRows.size();
  }

  /**
   * Which rows it trains on: SHA-256 over the sorted SHA-256 of their lines, 64 hex digits. Who
   * guesses every row can confirm it: what leaves the store is a function of this and its secret.
   */
  public String rowsDigest() {
    return RowHash.ofAll(trainingRows.stream().map(CsvFile.Row::hash).toList());
  }

  /** What its training rows hold, kinds stated or inferred, the target among them. */
  public List<Column> seenColumns() {
    List<Column> columns = new ArrayList<>();
    for (String column : featureColumns) {
      ColumnKind kind = reader.kind(column, trainingRows);
      if (kind != null) {
        columns.add(reader.read(column, kind, trainingRows));
      }
    }
    addTarget(columns);
    return columns;
  }

  /** Its training rows with the agreed kinds, the target among them. */
  public List<Column> trainingColumns(Vocabulary vocabulary) {
    List<Column> columns = columns(vocabulary, trainingRows);
    addTarget(columns);
    return columns;
  }

  /** The features of its training or evaluation rows with the agreed kinds. */
  public List<Column> featureColumns(Vocabulary vocabulary, boolean training) {
    return columns(vocabulary, training ? trainingRows : evaluationRows);
  }

  /** The targets of its training or evaluation rows; empty without a target. */
  public double[] targets(boolean training) {
    return target == null ? new double[0] : target.read(training ? trainingRows : evaluationRows);
  }

  private List<Column> columns(Vocabulary vocabulary, List<CsvFile.Row> rows) {
    List<Column> columns = new ArrayList<>();
    for (String column : featureColumns) {
      ColumnKind kind = vocabulary.kindOf(column);
      if (kind != null) {
        columns.add(reader.read(column, kind, rows));
      }
    }
    return columns;
  }

  private void addTarget(List<Column> columns) {
    String name = options.target();
    if (target != null && name != null) {
      columns.add(new Column.Numeric(name, target.read(trainingRows)));
    }
  }

  private static List<String> featureColumns(
      CsvFile file, DataOptions options, @Nullable TargetReader target) {
    if (target != null) {
      file.indexOf(target.column(), "--target");
    }
    options.features().forEach(c -> file.indexOf(c, "--features"));
    options.drop().forEach(c -> file.indexOf(c, "--drop"));
    options.log().forEach(c -> file.indexOf(c, "--log"));
    options.log1p().forEach(c -> file.indexOf(c, "--log1p"));
    options.categorical().forEach(c -> file.indexOf(c, "--categorical"));
    options.numeric().forEach(c -> file.indexOf(c, "--numeric"));
    if (options.timeColumn() != null) {
      file.indexOf(options.timeColumn(), "--time-column");
    }
    List<String> columns = options.features().isEmpty() ? file.header() : options.features();
    return columns.stream()
        .filter(c -> target == null || !c.equals(target.column()))
        .filter(c -> !c.equals(options.target()))
        .filter(c -> !options.storeColumns().contains(c))
        .filter(c -> !options.drop().contains(c))
        .toList();
  }
}
