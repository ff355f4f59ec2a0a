package io.fedlog.agent.data;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;

/**
 * A comma-separated file with a header line, whole in memory.
 *
 * @param name for messages
 * @param header column names
 * @param rows data rows in file order
 */
public record CsvFile(String name, List<String> header, List<Row> rows) {
  private static final int GZIP_MAGIC = 0x1f8b;

  /**
   * A data row.
   *
   * @param line number of its first line, from 1 for the header
   * @param hash SHA-256 of the line as written, 64 hex digits
   * @param fields as many as the header's
   */
  public record Row(long line, String hash, List<String> fields) {}

  public CsvFile {
    header = List.copyOf(header);
    rows = List.copyOf(rows);
    for (String column : header) {
      if (header.indexOf(column) != header.lastIndexOf(column)) {
        throw new DataException(name + ": the header names column \"" + column + "\" twice");
      }
    }
  }

  /** Reads a file; gzip is recognised by its first bytes. */
  public static CsvFile read(Path path) {
    if (!Files.isRegularFile(path)) {
      throw new DataException("no file at " + path + ", expected a CSV or CSV.gz file");
    }
    try (InputStream in = new BufferedInputStream(Files.newInputStream(path))) {
      in.mark(2);
      int magic = (in.read() << 8) | in.read();
      in.reset();
      byte[] bytes = (magic == GZIP_MAGIC ? new GZIPInputStream(in) : in).readAllBytes();
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      return parse(path.getFileName().toString(), text);
    } catch (CharacterCodingException e) {
      throw new DataException(path + " is not UTF-8 text; convert it first", e);
    } catch (IOException e) {
      throw new DataException("cannot read " + path + ": " + e.getMessage(), e);
    }
  }

  /** Reads text. */
  public static CsvFile parse(String name, String text) {
    String body = text.startsWith("\uFEFF") ? text.substring(1) : text;
    List<String> lines = linesOf(body);
    List<String> header = List.of();
    List<Row> rows = new ArrayList<>();
    try (CsvReader<CsvRecord> reader =
        CsvReader.builder()
            .skipEmptyLines(true)
            .ignoreDifferentFieldCount(true)
            .ofCsvRecord(body)) {
      for (CsvRecord entry : reader) {
        List<String> fields = entry.getFields();
        if (header.isEmpty()) {
          header = fields.stream().map(String::trim).toList();
          continue;
        }
        if (fields.size() != header.size()) {
          throw new DataException(
              name
                  + ", line "
                  + entry.getStartingLineNumber()
                  + ": "
                  + fields.size()
                  + " fields, expected "
                  + header.size()
                  + " as in the header");
        }
        String raw = raw(lines, (int) entry.getStartingLineNumber() - 1, fields);
        rows.add(new Row(entry.getStartingLineNumber(), RowHash.of(raw), fields));
      }
    } catch (CsvParseException e) {
      throw new DataException(name + " is not comma-separated text: " + e.getMessage(), e);
    } catch (IOException e) {
      throw new DataException("cannot read " + name + ": " + e.getMessage(), e);
    }
    if (rows.isEmpty()) {
      throw new DataException(name + " has no data row, expected a header line and rows");
    }
    return new CsvFile(name, header, rows);
  }

  /**
   * The position of a column.
   *
   * @throws DataException naming the columns there are
   */
  public int indexOf(String column, String usedBy) {
    int index = header.indexOf(column);
    if (index < 0) {
      throw new DataException(
          name
              + " has no column \""
              + column
              + "\" (named by "
              + usedBy
              + "); its columns are "
              + header);
    }
    return index;
  }

  /** The row as written: one line, or several when a quoted field holds line breaks. */
  private static String raw(List<String> lines, int start, List<String> fields) {
    int breaks = 0;
    for (String field : fields) {
      breaks += field.isEmpty() ? 0 : field.split("\r\n|\n|\r", -1).length - 1;
    }
    String row = String.join("", lines.subList(start, start + breaks + 1));
    int end = row.length();
    end -= row.endsWith("\r\n") ? 2 : row.endsWith("\n") || row.endsWith("\r") ? 1 : 0;
    return row.substring(0, end);
  }

  /** Lines with their terminators, so that a row of several is hashed as the file has it. */
  private static List<String> linesOf(String body) {
    List<String> lines = new ArrayList<>();
    int from = 0;
    for (int at = 0; at < body.length(); at++) {
      char c = body.charAt(at);
      boolean ends = c == '\n' || c == '\r' && !body.startsWith("\n", at + 1);
      if (ends) {
        lines.add(body.substring(from, at + 1));
        from = at + 1;
      }
    }
    lines.add(body.substring(from));
    return lines;
  }
}
