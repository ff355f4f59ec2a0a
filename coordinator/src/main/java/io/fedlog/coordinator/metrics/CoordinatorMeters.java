package io.fedlog.coordinator.metrics;

import io.fedlog.coordinator.audit.TreeHeads;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;

/** All that one coordinator measures: its calls, its Kafka clients, its JVM. Thread-safe. */
public final class CoordinatorMeters implements AutoCloseable {

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final JvmGcMetrics collections = new JvmGcMetrics();
  private final KafkaMeters kafka = KafkaMeters.of(registry);

  public CoordinatorMeters() {
    registry.config().meterFilter(MeterFilter.deny(CoordinatorMeters::growsWithRounds));
    collections.bindTo(registry);
    new JvmMemoryMetrics().bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    new UptimeMetrics().bindTo(registry);
  }

  /** Where parts of the coordinator put their own. */
  public MeterRegistry registry() {
    return registry;
  }

  /** Binds Kafka clients. */
  public KafkaMeters kafka() {
    return kafka;
  }

  /** Shows how far the tamper-evident log is, and whether something contradicts it. */
  public void watch(TreeHeads heads) {
    Gauge.builder("fedlog.audit.entries", heads, TreeHeads::entries)
        .description("Entries of the audit topic read by the coordinator that acts")
        .register(registry);
    Gauge.builder("fedlog.audit.head.entries", heads, TreeHeads::published)
        .description("Entries in the newest published tree head")
        .register(registry);
    Gauge.builder("fedlog.audit.contradicted", heads, h -> h.contradiction().isPresent() ? 1 : 0)
        .description("1 when the audit topic is not what the last tree head says")
        .register(registry);
  }

  /** Everything as it stands, in Prometheus' text format 0.0.4. */
  public String scrape() {
    return registry.scrape();
  }

  /** Each round has a topic of its own, so figures by topic would never stop to grow in number. */
  private static boolean growsWithRounds(Meter.Id id) {
    return id.getName().startsWith("kafka.") && id.getTag("topic") != null;
  }

  @Override
  public void close() {
    kafka.close();
    collections.close();
    registry.close();
  }
}
