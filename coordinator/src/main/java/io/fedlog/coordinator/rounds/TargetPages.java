package io.fedlog.coordinator.rounds;

import io.fedlog.schemas.RoundTargets;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Splits a round's target stores into records that fit the log, however many stores there are. */
final class TargetPages {

  /** Far below a broker's default limit of 1 MiB a record. */
  static final int MOST_BYTES = 256 * 1024;

  /** Avro's length prefix of a string of up to 8,191 bytes. */
  private static final int PREFIX_BYTES = 2;

  private TargetPages() {}

  /** Pages in the order of the stores; none when there are no stores. */
  static List<RoundTargets> of(String roundId, String modelType, List<String> storeIds) {
    // What the page holds beside the ids: two names, a number, the array's blocks.
    int head = roundId.length() + modelType.length() + 32;
    List<RoundTargets> pages = new ArrayList<>();
    List<String> page = new ArrayList<>();
    int bytes = head;
    for (String store : storeIds) {
      int size = store.getBytes(StandardCharsets.UTF_8).length + PREFIX_BYTES;
      if (!page.isEmpty() && bytes + size > MOST_BYTES) {
        pages.add(new RoundTargets(roundId, modelType, pages.size(), page));
        page = new ArrayList<>();
        bytes = head;
      }
      page.add(store);
      bytes += size;
    }
    if (!page.isEmpty()) {
      pages.add(new RoundTargets(roundId, modelType, pages.size(), page));
    }
    return pages;
  }
}
