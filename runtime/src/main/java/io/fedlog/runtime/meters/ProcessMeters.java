package io.fedlog.runtime.meters;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.nio.file.Path;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;

/**
 * All that one process measures: its JVM, its Kafka clients, and what its role adds. Counting is an
 * addition to a {@link LongAdder} that the role owns; names, labels and text are the reader's cost.
 * Thread-safe.
 */
public final class ProcessMeters implements AutoCloseable {

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final JvmGcMetrics collections = new JvmGcMetrics();
  private final KafkaMeters kafka = KafkaMeters.of(registry);

  public ProcessMeters() {
    registry.config().meterFilter(MeterFilter.deny(ProcessMeters::growsWithoutEnd));
    collections.bindTo(registry);
    new JvmMemoryMetrics().bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    new UptimeMetrics().bindTo(registry);
  }

  /** Where parts of the process put their own. */
  public MeterRegistry registry() {
    return registry;
  }

  /** Binds Kafka clients. */
  public KafkaMeters kafka() {
    return kafka;
  }

  /** Everything as it stands, in Prometheus' text format 0.0.4. */
  public String scrape() {
    return registry.scrape();
  }

  /** Shows how much room the disk has on which a role keeps its state. */
  public void stateDisk(Path folder) {
    gauge(
        registry,
        "fedlog.state.disk.free",
        "bytes",
        "room left on the disk with FL_STATE_DIR",
        () -> folder.toFile().getUsableSpace());
    gauge(
        registry,
        "fedlog.state.disk.size",
        "bytes",
        "size of the disk with FL_STATE_DIR",
        () -> folder.toFile().getTotalSpace());
  }

  /** Shows a figure that is asked for when somebody reads. */
  public static void gauge(
      MeterRegistry registry,
      String name,
      String unit,
      String description,
      Supplier<Number> value) {
    Gauge unused =
        Gauge.builder(withUnit(name, unit), value)
            .baseUnit(unit)
            .description(description)
            .strongReference(true)
            .register(registry);
  }

  /**
   * A new counter.
   *
   * @param labels name, value, name, value...; known beforehand and few
   * @return what to add to; whoever counts keeps it, the registry does not
   */
  public static LongAdder counter(
      MeterRegistry registry, String name, String unit, String description, String... labels) {
    LongAdder count = new LongAdder();
    FunctionCounter unused =
        FunctionCounter.builder(withUnit(name, unit), count, LongAdder::sum)
            .baseUnit(unit)
            .description(description)
            .tags(Tags.of(labels))
            .register(registry);
    return count;
  }

  /** A registry does not tell figures apart by their unit, so that it is part of the name. */
  private static String withUnit(String name, String unit) {
    return name + "." + unit;
  }

  /**
   * Each round has a topic of its own, so figures by topic would never stop to grow in number. What
   * Streams says of each state store is dozens of figures a partition, asked of RocksDB.
   */
  private static boolean growsWithoutEnd(Meter.Id id) {
    return id.getName().startsWith("kafka.")
        && (id.getName().startsWith("kafka.stream.state.")
            || id.getTags().stream().anyMatch(tag -> tag.getKey().startsWith("topic")));
  }

  @Override
  public void close() {
    kafka.close();
    collections.close();
    registry.close();
  }
}
