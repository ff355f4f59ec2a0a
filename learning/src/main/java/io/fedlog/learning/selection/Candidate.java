package io.fedlog.learning.selection;

/**
 * A store that could be asked to take part.
 *
 * @param storeId its name
 * @param rows training rows it says it has, 0 for unknown
 * @param silentMs time since its last heartbeat, milliseconds
 */
public record Candidate(String storeId, long rows, long silentMs) {
  public Candidate {
    if (storeId.isEmpty()) {
      throw new IllegalArgumentException("store_id is empty; expected a store's name");
    }
    if (rows < 0) {
      throw new IllegalArgumentException(
          "rows of store " + storeId + " is " + rows + "; expected 0 (unknown) or more");
    }
    if (silentMs < 0) {
      throw new IllegalArgumentException(
          "silence of store " + storeId + " is " + silentMs + " ms; expected 0 or more");
    }
  }
}
