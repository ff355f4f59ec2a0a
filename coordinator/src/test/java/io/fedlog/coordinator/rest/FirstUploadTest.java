package io.fedlog.coordinator.rest;

import static io.fedlog.coordinator.LogRecords.NOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fedlog.coordinator.LogRecords;
import io.fedlog.coordinator.log.LogView;
import io.fedlog.coordinator.log.LogWriter;
import io.fedlog.coordinator.rounds.RoundDefinitions;
import io.fedlog.coordinator.rounds.RoundLimits;
import io.fedlog.coordinator.topics.TopicAdmin;
import io.fedlog.runtime.upload.SealSigner;
import io.fedlog.schemas.FingerprintDirectory;
import io.fedlog.schemas.RoundRecord;
import io.fedlog.schemas.RoundRequest;
import io.fedlog.schemas.Tensor;
import java.lang.reflect.Proxy;
import java.time.Instant;
import java.util.List;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;

/** A first upload that comes too late; {@link RestJoinsIT} has those that come in time. */
class FirstUploadTest {

  private final MockProducer<String, byte[]> producer =
      new MockProducer<>(true, null, new StringSerializer(), new ByteArraySerializer());
  private final LogWriter writer = new LogWriter(producer, new FingerprintDirectory());
  private final LogView view = new LogView(1);

  @Test
  void shouldNotBringARoundToLife_thatFailedWhileTheBodyCame() {
    RoundRequest request =
        RoundRequest.newBuilder()
            .setRoundId("r")
            .setModelType(LogRecords.TYPE)
            .setMethod("fedavg")
            .setMinStores(1)
            .setThreshold("0.8")
            .setJoinWindowMs(1000)
            .setDeadlineMs(60_000)
            .setCreatedAt(NOON)
            .setCreatedBy("test")
            .build();
    view.apply("r", new RoundRecord(request), NOON);

    assertThatThrownBy(
            () ->
                at(NOON.plusMillis(60_001))
                    .define(request, List.of(new Tensor("w", List.of(1))), draft -> {}))
        .isInstanceOfSatisfying(ProblemException.class, e -> assertThat(e.status()).isEqualTo(409))
        .hasMessageContaining("the round is failed (nobody had uploaded by 2026-11-20T12:01:00Z");
    assertThat(producer.history()).isEmpty();
  }

  private FirstUpload at(Instant now) {
    return new FirstUpload(
        new RoundLookup(view, () -> now),
        new RoundDrafts(new RoundDefinitions(new RoundLimits(65_536, 10, 10)), 1024),
        new TopicAdmin(untouched(), 1),
        writer,
        new VouchedJoins(writer, SealSigner.unsigned(), () -> now),
        () -> now);
  }

  private static Admin untouched() {
    return (Admin)
        Proxy.newProxyInstance(
            Admin.class.getClassLoader(),
            new Class<?>[] {Admin.class},
            (proxy, method, arguments) -> {
              throw new AssertionError("nothing is made for a round that failed: " + method);
            });
  }
}
