package io.fedlog.learning.features;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Lines of three parts separated by tabs, with backslash escapes inside a part. */
final class FactLines {
  private static final int PARTS = 3;

  private FactLines() {}

  static List<List<String>> read(byte[] payload) {
    List<List<String>> facts = new ArrayList<>();
    for (String line : new String(payload, StandardCharsets.UTF_8).split("\n", -1)) {
      if (!line.isEmpty()) {
        facts.add(split(line));
      }
    }
    return facts;
  }

  static String join(String kind, String name, String value) {
    return kind + '\t' + escape(name) + '\t' + escape(value);
  }

  static List<String> split(String line) {
    String[] parts = line.split("\t", -1);
    if (parts.length != PARTS) {
      throw new IllegalArgumentException(
          "vocabulary line \"" + line + "\" has " + parts.length + " parts, expected " + PARTS);
    }
    return List.of(parts[0], unescape(parts[1]), unescape(parts[2]));
  }

  private static String escape(String part) {
    return part.replace("\\", "\\\\")
        .replace("\t", "\\t")
        .replace("\n", "\\n")
        .replace("\r", "\\r");
  }

  private static String unescape(String part) {
    StringBuilder text = new StringBuilder(part.length());
    for (int i = 0; i < part.length(); i++) {
      char c = part.charAt(i);
      if (c != '\\') {
        text.append(c);
        continue;
      }
      i++;
      char escaped = i < part.length() ? part.charAt(i) : ' ';
      text.append(
          switch (escaped) {
            case '\\' -> '\\';
            case 't' -> '\t';
            case 'n' -> '\n';
            case 'r' -> '\r';
            default ->
                throw new IllegalArgumentException(
                    "vocabulary part \"" + part + "\" has a bad escape at " + (i - 1));
          });
    }
    return text.toString();
  }
}
