package io.fedlog.runtime.audit;

import java.util.ArrayList;
import java.util.List;

/** Sentences about what is wrong; the first are kept, all are counted. Mutable; for one thread. */
final class Findings {
  private static final int KEPT = 20;

  private final List<String> sentences = new ArrayList<>();
  private long count;

  void add(String sentence) {
    if (count++ < KEPT) {
      sentences.add(sentence);
    }
  }

  /** The first of them, and how many more there are. */
  List<String> told() {
    List<String> told = new ArrayList<>(sentences);
    if (count > KEPT) {
      told.add("And %d more.".formatted(count - KEPT));
    }
    return List.copyOf(told);
  }
}
