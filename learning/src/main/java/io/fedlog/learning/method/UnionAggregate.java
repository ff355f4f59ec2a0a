package io.fedlog.learning.method;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A multiset of lines: how many of the added texts name each one. The model is the set of those
 * named at least once, so that taking a text out leaves what others named.
 */
final class UnionAggregate implements ChunkAggregate {
  /** Heap of one entry beside its characters: tree entry, string and array headers, count. */
  private static final int ENTRY_BYTES = 112;

  private final int maxBytes;
  private final SortedMap<String, Integer> counts = new TreeMap<>();
  private long characters;

  UnionAggregate(int maxBytes) {
    this.maxBytes = maxBytes;
  }

  @Override
  public @Nullable PayloadFault fault(ByteBuffer payload, long weight) {
    if (payload.remaining() > maxBytes) {
      return new PayloadFault(
          PayloadFault.WRONG_LENGTH,
          "payload has " + payload.remaining() + " bytes, expected at most " + maxBytes);
    }
    try {
      SortedLines.parse(payload);
      return null;
    } catch (BadTextException e) {
      return new PayloadFault(PayloadFault.BAD_TEXT, e.detail());
    }
  }

  @Override
  public void add(ByteBuffer payload, long weight) {
    count(payload, 1);
  }

  @Override
  public void subtract(ByteBuffer payload, long weight) {
    count(payload, -1);
  }

  @Override
  public byte[] finalise(FinaliseTerms terms) {
    StringBuilder text = new StringBuilder();
    for (Map.Entry<String, Integer> entry : counts.entrySet()) {
      if (entry.getValue() < 0) {
        throw new FinaliseException(
            "line \"" + entry.getKey() + "\" was taken out more often than it was added");
      }
      text.append(entry.getKey()).append('\n');
    }
    byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
    if (bytes.length > maxBytes) {
      throw new FinaliseException(
          "the union of the cohort's texts has "
              + bytes.length
              + " bytes, the round has room for "
              + maxBytes
              + ": raise it or send fewer categories");
    }
    return bytes;
  }

  @Override
  public long memoryBytes() {
    return 2 * characters + (long) ENTRY_BYTES * counts.size();
  }

  private void count(ByteBuffer payload, int times) {
    if (payload.remaining() > maxBytes) {
      throw new IllegalArgumentException(
          "payload has " + payload.remaining() + " bytes, expected at most " + maxBytes);
    }
    List<String> lines;
    try {
      lines = SortedLines.parse(payload);
    } catch (BadTextException e) {
      throw new IllegalArgumentException(e.detail(), e);
    }
    for (String line : lines) {
      int before = counts.getOrDefault(line, 0);
      int after = before + times;
      if (after == 0) {
        counts.remove(line);
        characters -= line.length();
      } else {
        counts.put(line, after);
        characters += before == 0 ? line.length() : 0;
      }
    }
  }
}
