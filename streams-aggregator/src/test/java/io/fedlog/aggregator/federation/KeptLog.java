package io.fedlog.aggregator.federation;

import io.fedlog.aggregator.replay.UpdateSource;
import io.fedlog.schemas.RecordCodec;
import io.fedlog.schemas.SchemaDirectory;
import io.fedlog.schemas.Topics;
import io.fedlog.schemas.UpdateChunk;
import io.fedlog.schemas.UpdateRecord;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/** Update topics in memory, whose records tests change and take away. */
final class KeptLog implements UpdateSource {
  private final List<Kept> records;

  private record Kept(String topic, int partition, @Nullable String key, byte @Nullable [] value) {}

  KeptLog() {
    this(new ArrayList<>());
  }

  private KeptLog(List<Kept> records) {
    this.records = records;
  }

  /** Appends a record; one without a partition goes to the only one. */
  void keep(ProducerRecord<String, byte[]> record) {
    int partition = record.partition() == null ? 0 : record.partition();
    records.add(new Kept(record.topic(), partition, record.key(), record.value()));
  }

  /** The same log without some chunks. */
  KeptLog without(SchemaDirectory schemas, Predicate<UpdateChunk> gone) {
    return changed(schemas, gone, chunk -> null);
  }

  /** The same log with some chunks replaced; by null for taken away. */
  KeptLog changed(
      SchemaDirectory schemas,
      Predicate<UpdateChunk> which,
      UnaryOperator<@Nullable UpdateChunk> change) {
    RecordCodec<UpdateRecord> codec = RecordCodec.of(Topics.updates("any"), schemas);
    List<Kept> other = new ArrayList<>();
    for (Kept kept : records) {
      byte[] value = kept.value();
      if (value != null
          && codec.decode(value).getBody() instanceof UpdateChunk chunk
          && which.test(chunk)) {
        UpdateChunk changed = change.apply(chunk);
        value = changed == null ? null : codec.encode(new UpdateRecord(changed));
      }
      other.add(new Kept(kept.topic(), kept.partition(), kept.key(), value));
    }
    return new KeptLog(other);
  }

  @Override
  public void read(String topic, int partition, long from, Visitor visitor) {
    for (int offset = (int) from; offset < records.size(); offset++) {
      visit(topic, partition, offset, visitor);
    }
  }

  @Override
  public void readAt(String topic, int partition, long[] offsets, Visitor visitor) {
    Arrays.stream(offsets).forEach(offset -> visit(topic, partition, (int) offset, visitor));
  }

  private void visit(String topic, int partition, int offset, Visitor visitor) {
    Kept kept = records.get(offset);
    if (kept.topic().equals(topic) && kept.partition() == partition) {
      String key = kept.key();
      visitor.record(
          offset, key == null ? null : key.getBytes(StandardCharsets.UTF_8), kept.value());
    }
  }

  @Override
  public void close() {
    // holds nothing open
  }
}
