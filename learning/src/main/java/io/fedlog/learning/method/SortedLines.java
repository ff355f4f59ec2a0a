package io.fedlog.learning.method;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads the TEXT encoding: UTF-8 lines, sorted by code unit, unique, not empty, each ended by LF.
 */
final class SortedLines {
  private SortedLines() {}

  /** The lines of the remaining bytes in order; none for an empty payload. */
  static List<String> parse(ByteBuffer payload) throws BadTextException {
    String text = decode(payload);
    List<String> lines = new ArrayList<>();
    String previous = "";
    int start = 0;
    while (start < text.length()) {
      int end = text.indexOf('\n', start);
      int number = lines.size() + 1;
      if (end < 0) {
        throw new BadTextException("line " + number + " does not end with LF");
      }
      String line = text.substring(start, end);
      if (line.isEmpty()) {
        throw new BadTextException("line " + number + " is empty");
      }
      int order = line.compareTo(previous);
      if (order == 0) {
        throw new BadTextException("line " + number + " repeats the line before it");
      }
      if (order < 0) {
        throw new BadTextException("line " + number + " sorts before the line above it");
      }
      lines.add(line);
      previous = line;
      start = end + 1;
    }
    return lines;
  }

  private static String decode(ByteBuffer payload) throws BadTextException {
    try {
      // A new decoder reports malformed input instead of replacing it.
      return StandardCharsets.UTF_8.newDecoder().decode(payload.duplicate()).toString();
    } catch (CharacterCodingException e) {
      throw new BadTextException("the payload is not UTF-8: " + e.getMessage());
    }
  }
}
