package io.fedlog.agent.command;

import java.util.ArrayList;
import java.util.List;

/**
 * Cuts a command into words as people write it: blanks part words, quotes of either kind keep
 * blanks. No shell is asked: {@code $}, {@code *}, {@code |} and {@code \} mean themselves.
 */
public final class CommandWords {

  private CommandWords() {}

  /** Throws IllegalArgumentException when there is no word or a quote is not closed. */
  public static List<String> split(String command) {
    List<String> words = new ArrayList<>();
    StringBuilder word = new StringBuilder();
    boolean begun = false;
    char quote = 0;
    for (char c : command.toCharArray()) {
      if (quote != 0 && c != quote) {
        word.append(c);
      } else if (c == '"' || c == '\'') {
        quote = quote == 0 ? c : 0;
        begun = true;
      } else if (!Character.isWhitespace(c)) {
        word.append(c);
        begun = true;
      } else if (begun) {
        words.add(word.toString());
        word.setLength(0);
        begun = false;
      }
    }
    if (quote != 0) {
      throw new IllegalArgumentException("the quote " + quote + " is not closed");
    }
    if (begun) {
      words.add(word.toString());
    }
    if (words.isEmpty()) {
      throw new IllegalArgumentException("there is no word in it");
    }
    return List.copyOf(words);
  }
}
