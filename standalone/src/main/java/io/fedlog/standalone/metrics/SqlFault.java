package io.fedlog.standalone.metrics;

import io.fedlog.standalone.terminal.UnusableException;
import java.sql.SQLException;
import java.util.regex.Pattern;

/** What DuckDB says went wrong, in a sentence. */
final class SqlFault {
  /** The query again, with a caret: the message has named the place before. */
  private static final Pattern QUOTED = Pattern.compile("(?s)\\s*\\n\\s*LINE \\d+:.*");

  private static final Pattern KIND = Pattern.compile("^[A-Z][A-Za-z ]* Error: ");

  private SqlFault() {}

  /** The user's query cannot be run. */
  static UnusableException ofQuery(SQLException e) {
    String sentence = sentence(e);
    String more =
        sentence.contains("file system operations are disabled")
                || sentence.contains("Loading external extensions")
            ? " A query reads and writes no files unless --allow-files is given."
            : sentence.contains("does not exist") || sentence.contains("not found in FROM")
                ? " See fedlog metrics tables."
                : "";
    return new UnusableException("the query cannot be run: " + sentence + more, e);
  }

  /** A statement of our own failed: no room on the disk, say. */
  static IllegalStateException ours(SQLException e) {
    return new IllegalStateException("the facts cannot be kept or read: " + sentence(e), e);
  }

  private static String sentence(SQLException e) {
    String text = QUOTED.matcher(String.valueOf(e.getMessage())).replaceFirst("");
    text = KIND.matcher(text.strip()).replaceFirst("").replaceAll("\\s+", " ");
    return text.endsWith(".") || text.endsWith("!") || text.endsWith("?") ? text : text + ".";
  }
}
