package io.fedlog.learning.selection;

import java.util.List;

/**
 * What a selection came to: the targets of a round's definition.
 *
 * @param available candidates that could have been asked
 * @param wanted updates the round needs; with over-selection fewer than are asked
 * @param asked the stores' names, sorted; none when nobody is available
 */
public record Selected(int available, int wanted, List<String> asked) {
  public Selected {
    asked = List.copyOf(asked);
  }
}
