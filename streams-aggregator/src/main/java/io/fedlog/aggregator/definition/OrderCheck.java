package io.fedlog.aggregator.definition;

import io.fedlog.schemas.Decision;
import io.fedlog.schemas.RosterPage;
import io.fedlog.schemas.RoundControl;
import io.fedlog.schemas.RoundDefinition;
import io.fedlog.schemas.UnmaskingPage;
import io.fedlog.schemas.Window;

/**
 * Whether an order can be carried out at all. Orders are kept and carried out again at every start,
 * so that one that cannot be must never be kept, whoever wrote it.
 */
public final class OrderCheck {
  private OrderCheck() {}

  /**
   * Checks an order.
   *
   * @throws IllegalArgumentException naming the field, what it is and what was expected
   * @throws ArithmeticException if a definition's sizes are past all numbers
   */
  public static void require(RoundControl control, int partitions) {
    Object order = control.getOrder();
    if (order instanceof RoundDefinition definition) {
      var unused = TermsReader.read(definition, partitions);
    } else if (order instanceof RosterPage page) {
      atLeast("page", page.getPage(), 0);
      atLeast("first_ordinal", page.getFirstOrdinal(), 0);
      atLeast("last ordinal", page.getFirstOrdinal() + page.getEntries().size(), 0);
    } else if (order instanceof UnmaskingPage page) {
      atLeast("page", page.getPage(), 0);
    } else if (order instanceof Decision decision) {
      atLeast("version", decision.getVersion(), 1);
      requirePossible(decision);
    }
  }

  private static void requirePossible(Decision decision) {
    int phase = decision.getPhase();
    Window window = decision.getWindow();
    if (phase < 0 || phase > 1) {
      throw new IllegalArgumentException("phase is " + phase + "; expected 0 or 1");
    }
    if (window != null) {
      atLeast("window", window.getNumber(), 1);
      atLeast("window entries", window.getEntries().size(), 1);
      if (phase > 0) {
        throw new IllegalArgumentException(
            "phase is " + phase + "; expected 0: a window is decided in one");
      }
    }
  }

  private static void atLeast(String field, long came, long least) {
    if (came < least) {
      throw new IllegalArgumentException(field + " is " + came + "; expected at least " + least);
    }
  }
}
