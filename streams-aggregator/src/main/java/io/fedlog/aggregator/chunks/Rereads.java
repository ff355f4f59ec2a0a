package io.fedlog.aggregator.chunks;

import io.fedlog.aggregator.figures.AggregatorFigures;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What has been asked for again and why. */
final class Rereads {
  private final UpdateReader reader;
  private final int partition;
  private final AggregatorFigures figures;
  private final Map<String, Map<Long, Purpose>> pending = new HashMap<>();

  Rereads(UpdateReader reader, int partition, AggregatorFigures figures) {
    this.figures = figures;
    this.reader = reader;
    this.partition = partition;
  }

  /** Why a record is read again. */
  enum Purpose {
    /** It came before its round's definition. */
    ADMIT,
    /** It belongs to the sum. */
    ADD,
    /** It does not belong to the sum any more. */
    SUBTRACT
  }

  /** A record that has come, and why it was asked for. */
  record Answer(UpdateReader.Reread record, Purpose purpose) {}

  /** Asks for records by offset; what is on its way already is not asked for twice. */
  void request(String topic, Map<Long, Purpose> wanted) {
    if (wanted.isEmpty()) {
      return;
    }
    Map<Long, Purpose> known = pending.computeIfAbsent(topic, name -> new HashMap<>());
    List<Long> offsets =
        wanted.keySet().stream().filter(offset -> !known.containsKey(offset)).sorted().toList();
    offsets.forEach(offset -> known.put(offset, wanted.getOrDefault(offset, Purpose.ADD)));
    if (!offsets.isEmpty()) {
      figures.reread(offsets.size());
      reader.request(topic, partition, offsets);
    }
  }

  /** Whether answers are still to come. */
  boolean isPending() {
    return !pending.isEmpty();
  }

  /** Gives up what nobody needs any more of a topic; records not yet admitted are still needed. */
  void forgetSums(String topic) {
    Map<Long, Purpose> known = pending.get(topic);
    if (known != null) {
      known.values().removeIf(purpose -> purpose != Purpose.ADMIT);
      if (known.isEmpty()) {
        forget(topic);
      }
    }
  }

  /** Gives up a topic whose records are gone. */
  void forget(String topic) {
    if (pending.remove(topic) != null) {
      reader.forget(topic);
    }
  }

  @Nullable Answer next() {
    while (!pending.isEmpty()) {
      UpdateReader.Reread record = reader.next();
      if (record == null) {
        return null;
      }
      Map<Long, Purpose> known = pending.get(record.topic());
      Purpose purpose = known == null ? null : known.remove(record.offset());
      if (known != null && known.isEmpty()) {
        pending.remove(record.topic());
      }
      if (purpose != null) {
        return new Answer(record, purpose);
      }
    }
    return null;
  }
}
