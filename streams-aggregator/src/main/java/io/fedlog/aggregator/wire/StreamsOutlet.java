package io.fedlog.aggregator.wire;

import java.util.EnumMap;
import java.util.Map;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/** Forwards to the sinks of one sub-topology. */
final class StreamsOutlet implements Outlet {
  private final ProcessorContext<String, byte[]> context;
  private final Map<Egress, String> nodes = new EnumMap<>(Egress.class);

  StreamsOutlet(ProcessorContext<String, byte[]> context, String prefix) {
    this.context = context;
    for (Egress egress : Egress.values()) {
      nodes.put(egress, egress.node(prefix));
    }
  }

  @Override
  public void put(Egress egress, @Nullable String key, byte @Nullable [] value, long timestamp) {
    context.forward(new Record<>(key, value, timestamp), nodes.get(egress));
  }

  @Override
  public @Nullable Source here() {
    return context
        .recordMetadata()
        .map(m -> new Source(m.topic(), m.partition(), m.offset()))
        .orElse(null);
  }
}
