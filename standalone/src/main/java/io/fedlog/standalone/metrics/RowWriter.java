package io.fedlog.standalone.metrics;

import com.fasterxml.jackson.databind.ObjectMapper;
import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import io.fedlog.standalone.terminal.OutputFormat;
import io.fedlog.standalone.terminal.PlainText;
import io.fedlog.standalone.terminal.Table;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes a result, row after row, without holding it. */
interface RowWriter {

  void write(ResultSet rows) throws SQLException, IOException;

  /** Rows of a table for people; of more only the number is told. */
  int MOST_SHOWN = 1_000;

  /** RFC 4180, with a headline; lists and maps are JSON, what is not there is empty. */
  static RowWriter csv(Writer out) {
    return rows -> {
      CsvWriter csv = CsvWriter.builder().lineDelimiter(LineDelimiter.CRLF).build(out);
      List<String> columns = columns(rows);
      csv.writeRecord(columns);
      List<String> fields = new ArrayList<>();
      while (rows.next()) {
        fields.clear();
        for (int i = 1; i <= columns.size(); i++) {
          fields.add(Cell.field(Cell.at(rows, i)));
        }
        csv.writeRecord(fields);
      }
      csv.flush();
    };
  }

  /** A JSON object a line. */
  static RowWriter jsonLines(Writer out) {
    return rows -> json(rows, out, "", "\n", "\n");
  }

  /** One JSON array of objects, each on its line. */
  static RowWriter jsonArray(Writer out) {
    return rows -> json(rows, out, "[", ",\n ", "]\n");
  }

  private static void json(ResultSet rows, Writer out, String before, String between, String after)
      throws SQLException, IOException {
    ObjectMapper mapper = new ObjectMapper();
    List<String> columns = columns(rows);
    out.write(before);
    boolean any = false;
    while (rows.next()) {
      if (any) {
        out.write(between);
      }
      any = true;
      Map<String, @Nullable Object> object = new LinkedHashMap<>();
      for (int i = 1; i <= columns.size(); i++) {
        object.put(columns.get(i - 1), Cell.at(rows, i));
      }
      out.write(mapper.writeValueAsString(object));
    }
    out.write(any || !before.isEmpty() ? after : "");
    out.flush();
  }

  /** Columns for people, of the first rows. */
  static RowWriter table(PrintWriter out) {
    return rows -> {
      List<String> columns = columns(rows);
      Table table = Table.named(columns.stream().map(PlainText::of).toList()); // a pivot makes some
      long count = 0;
      while (rows.next()) {
        count++;
        if (count <= MOST_SHOWN) {
          List<@Nullable Object> cells = new ArrayList<>();
          for (int i = 1; i <= columns.size(); i++) {
            cells.add(Cell.shown(Cell.at(rows, i)));
          }
          table.row(cells.toArray());
        }
      }
      table.print(out, OutputFormat.TABLE);
      if (count > MOST_SHOWN) {
        out.println(
            "The first %,d of %,d rows; --output csv and json give all."
                .formatted(MOST_SHOWN, count));
      } else if (count == 0) {
        out.println("No rows.");
      }
      out.flush();
    };
  }

  private static List<String> columns(ResultSet rows) throws SQLException {
    ResultSetMetaData data = rows.getMetaData();
    List<String> columns = new ArrayList<>();
    for (int i = 1; i <= data.getColumnCount(); i++) {
      columns.add(data.getColumnLabel(i));
    }
    return columns;
  }
}
