package io.fedlog.benchmarks.audit;

import io.fedlog.benchmarks.report.Bar;
import io.fedlog.benchmarks.report.BenchmarkCommand;
import io.fedlog.benchmarks.report.Machine;
import io.fedlog.benchmarks.report.Progress;
import io.fedlog.benchmarks.report.Report;
import io.fedlog.benchmarks.system.RawReader;
import io.fedlog.benchmarks.system.Workbench;
import io.fedlog.coordinator.audit.TreeHeads;
import io.fedlog.runtime.KafkaSettings;
import io.fedlog.runtime.audit.AuditVerdict;
import io.fedlog.runtime.audit.AuditVerifier;
import io.fedlog.runtime.trust.SigningKey;
import io.fedlog.schemas.AuditEvent;
import io.fedlog.schemas.RecordCodec;
import io.fedlog.schemas.Topics;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The audit task and the verifier against plain reading, and proofs in a large log. */
@Command(
    name = "audit",
    description = "Leaves a second of the audit log, against reading its topic; proofs.",
    mixinStandardHelpOptions = true)
public final class AuditCommand extends BenchmarkCommand {
  private static final Duration PATIENCE = Duration.ofMinutes(10);

  @Option(names = "--events", description = "On the audit topic (default: ${DEFAULT-VALUE}).")
  private int events = 300_000;

  @Option(names = "--entries", description = "In the tree of proofs (default: ${DEFAULT-VALUE}).")
  private int entries = 1_000_000;

  @Override
  protected Report measure(Progress progress) throws Exception {
    Report report = new Report("audit", Machine.here());
    try (Workbench bench = Workbench.open(Map.of())) {
      progress.step("writing %,d events".formatted(events));
      write(bench);
      var unused = raw(bench); // warms up
      RawReader.Result raw = raw(bench);
      double read = raw.records() / raw.seconds();
      progress.step("plain reading: %,.0f a second".formatted(read));
      SigningKey key = SigningKey.generate();
      double appended = events / appending(bench, key);
      progress.step("the audit task: %,.0f a second".formatted(appended));
      double verified = events / verifying(bench, key, report);
      report
          .figure("event_bytes", (double) raw.bytes() / raw.records(), "bytes")
          .figure("read_per_second", read, "/s")
          .figure("appended_per_second", appended, "/s", Bar.atLeast(3000))
          .figure("appended_vs_read", appended / read, "x")
          .figure("verified_per_second", verified, "/s");
    }
    progress.step("proofs among %,d entries".formatted(entries));
    Proofs.measure(entries, report);
    return report.note(
        "appended: from the task's start to the head of the last event, heads %d s apart and signed"
            .formatted(TreeHeads.EVERY.toSeconds()));
  }

  private void write(Workbench bench) {
    RecordCodec<AuditEvent> codec = RecordCodec.of(Topics.AUDIT, bench.schemas());
    for (int i = 0; i < events; i++) {
      AuditEvent event =
          AuditEvent.newBuilder()
              .setEvent("upload_update")
              .setRoundId("plan-0001-" + i / 1000)
              .setSubject("store-" + i % 1000)
              .setResult("ok")
              .setDetails(
                  Map.of(
                      "by_store_id", "store-" + i % 1000,
                      "by_token_id", "%032x".formatted(i),
                      "from", "192.0.2.7",
                      "role", "store",
                      "via", "token"))
              .setAt(Instant.ofEpochMilli(i))
              .build();
      var unused =
          bench
              .producer()
              .send(new ProducerRecord<>(Topics.AUDIT.name(), 0, null, codec.encode(event)));
    }
    bench.producer().flush();
  }

  private static RawReader.Result raw(Workbench bench) {
    return RawReader.read(bench.kafka(), Topics.AUDIT.name(), record -> {});
  }

  private double appending(Workbench bench, SigningKey key) throws Exception {
    KafkaSettings kafka = bench.kafka();
    long start = System.nanoTime();
    try (TreeHeads heads =
        new TreeHeads(
            () ->
                new KafkaConsumer<>(
                    kafka.consumer("bench-audit"),
                    new StringDeserializer(),
                    new ByteArrayDeserializer()),
            () ->
                new KafkaProducer<>(
                    kafka.transactionalProducer("bench-heads", "bench-heads"),
                    new StringSerializer(),
                    new ByteArraySerializer()),
            bench.schemas(),
            key,
            () -> true,
            TreeHeads.EVERY)) {
      heads.start();
      while (heads.entries() < events) {
        if (System.nanoTime() - start > PATIENCE.toNanos()) {
          throw new TimeoutException("only " + heads.entries() + " were appended in time");
        }
        TimeUnit.MILLISECONDS.sleep(5);
      }
    } // closing publishes the last head
    return (System.nanoTime() - start) / 1e9;
  }

  /** What {@code ./fedlog audit verify} does. */
  private double verifying(Workbench bench, SigningKey key, Report report) {
    String hex = HexFormat.of().formatHex(key.publicKey().getEncoded());
    AuditVerifier verifier =
        new AuditVerifier(RecordCodec.of(Topics.AUDIT_HEADS, bench.schemas()), Set.of(hex), null);
    long start = System.nanoTime();
    var unused =
        RawReader.read(
            bench.kafka(),
            Topics.AUDIT_HEADS.name(),
            record -> verifier.head(record.offset(), record.value()));
    unused =
        RawReader.read(
            bench.kafka(),
            Topics.AUDIT.name(),
            record -> {
              byte[] unusedLeaf =
                  verifier.entry(record.offset(), record.timestamp(), record.value());
            });
    double seconds = (System.nanoTime() - start) / 1e9;
    AuditVerdict verdict = verifier.verdict();
    if (!verdict.holds() || verdict.entries() != events || verdict.uncovered() > 0) {
      report.wrong("the log that the task has signed does not hold: " + verdict);
    }
    return seconds;
  }
}
