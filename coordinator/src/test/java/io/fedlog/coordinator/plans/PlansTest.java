package io.fedlog.coordinator.plans;

import static io.fedlog.coordinator.LogRecords.NOON;
import static io.fedlog.coordinator.LogRecords.plan;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fedlog.coordinator.log.LogView;
import io.fedlog.coordinator.log.LogWriter;
import io.fedlog.coordinator.privacy.PrivacyBudgets;
import io.fedlog.coordinator.rounds.RoundDefinitions;
import io.fedlog.coordinator.rounds.RoundLimits;
import io.fedlog.runtime.models.ModelFeed;
import io.fedlog.schemas.FingerprintDirectory;
import io.fedlog.schemas.PlanRecord;
import io.fedlog.schemas.PlanStatus;
import io.fedlog.schemas.PrivacyAccount;
import io.fedlog.schemas.PrivacyBudget;
import io.fedlog.schemas.PrivacyRecord;
import io.fedlog.schemas.RecordCodec;
import io.fedlog.schemas.Topics;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PlansTest {

  private static final FingerprintDirectory SCHEMAS = new FingerprintDirectory();

  private final LogView view = new LogView(1 << 24);
  private final Log log = new Log();
  private final Plans plans =
      new Plans(
          view,
          new LogWriter(log, SCHEMAS),
          new RoundDefinitions(new RoundLimits(65_536, 1000, 1 << 24)),
          1024,
          PlanParts.waits(
              view,
              new ModelFeed(
                  () -> {
                    throw new IllegalStateException("there is no broker");
                  },
                  SCHEMAS,
                  (type, version) -> false),
              1024,
              Duration.ZERO),
          new PrivacyBudgets(view, new LogWriter(log, SCHEMAS), InstantSource.system()));

  @AfterEach
  void close() {
    log.close();
  }

  @Test
  void shouldBeHeldAndGoOn_whenAsked() throws InterruptedException {
    plans.start(plan("p", 3, 0).build());

    plans.pause("p");
    assertThat(status()).isEqualTo(PlanStatus.PAUSED);
    plans.resume("p");
    assertThat(status()).isEqualTo(PlanStatus.RUNNING);
    plans.stop("p", "enough");
    assertThat(status()).isEqualTo(PlanStatus.STOPPED);
  }

  @Test
  void shouldSayThatItIsOver_whenItEndsJustBeforeItIsHeld() {
    plans.start(plan("p", 3, 0).build());
    log.before = PlanStatus.COMPLETED;

    assertThatThrownBy(() -> plans.pause("p"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("plan p is over already: COMPLETED");
    assertThat(view.plan("p").orElseThrow().disputed()).isTrue();
  }

  @Test
  void shouldSayHowItEnded_whenItEndsJustBeforeItIsStopped() {
    plans.start(plan("p", 3, 0).build());
    log.before = PlanStatus.FAILED;

    assertThatThrownBy(() -> plans.stop("p", "enough"))
        .hasMessage("plan p is over already: FAILED");
  }

  @Test
  void shouldBeRefused_whenTheModelTypeHasABudgetAndThePlanNoPrivacy() {
    PlanRecord plain = plan("p", 3, 0).build();
    budget(plain.getModelType(), new PrivacyBudget(4.0, 1e-5));

    assertThatThrownBy(() -> plans.start(plain))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("has a privacy budget")
        .hasMessageContaining("./fedlog privacy withdraw --model " + plain.getModelType());
    assertThat(view.plan("p")).isEmpty();

    budget(plain.getModelType(), null);
    plans.start(plain);
    assertThat(status()).isEqualTo(PlanStatus.RUNNING);
  }

  private void budget(String modelType, @Nullable PrivacyBudget budget) {
    view.apply(
        modelType,
        new PrivacyRecord(
            PrivacyAccount.newBuilder()
                .setModelType(modelType)
                .setBudget(budget)
                .setSetBy("ann")
                .setAt(Instant.EPOCH)
                .build()),
        Instant.EPOCH);
  }

  private PlanStatus status() {
    return view.plan("p").orElseThrow().plan().getStatus();
  }

  /** Is read as it is written; before a record of a plan another may come in between. */
  private final class Log extends MockProducer<String, byte[]> {
    private final RecordCodec<PlanRecord> codec = RecordCodec.of(Topics.PLANS, SCHEMAS);
    private PlanStatus before = PlanStatus.RUNNING;

    Log() {
      super(true, null, new StringSerializer(), new ByteArraySerializer());
    }

    @Override
    public synchronized Future<RecordMetadata> send(
        ProducerRecord<String, byte[]> record, Callback callback) {
      PlanRecord plan = codec.decode(record.value());
      if (before != PlanStatus.RUNNING) {
        view.apply("p", PlanRecord.newBuilder(plan).setStatus(before).build(), NOON);
      }
      view.apply("p", plan, NOON);
      return super.send(record, callback);
    }
  }
}
