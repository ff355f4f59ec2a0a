package io.fedlog.aggregator.chunks;

import static org.assertj.core.api.Assertions.assertThat;

import io.fedlog.aggregator.figures.AggregatorFigures;
import io.fedlog.aggregator.wire.Codecs;
import io.fedlog.aggregator.wire.Emitter;
import io.fedlog.schemas.FingerprintDirectory;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is still to be told must outlive the task: it may be killed, or move, within the second. */
class RefusalsTest {
  private final Codecs codecs = Codecs.with(new FingerprintDirectory());
  private final MockProcessorContext<String, byte[]> context = new MockProcessorContext<>();
  private final KeyValueStore<Bytes, byte[]> store =
      Stores.keyValueStoreBuilder(
              Stores.inMemoryKeyValueStore(RoundShelf.STORE), Serdes.Bytes(), Serdes.ByteArray())
          .withLoggingDisabled()
          .build();

  @BeforeEach
  void open() {
    store.init(context.getStateStoreContext(), store);
  }

  @Test
  void shouldStillHaveToTally_whenTheTaskStartsAgain() {
    task().tallyAgain("r");

    Refusals after = task();
    assertThat(after.hasToTally()).isTrue();
    assertThat(after.takeToTally()).containsExactly("r");
  }

  @Test
  void shouldHaveNothingToTally_whenItWasTold() {
    Refusals before = task();
    before.tallyAgain("r");
    assertThat(before.takeToTally()).containsExactly("r");

    assertThat(task().hasToTally()).isFalse();
  }

  @Test
  void shouldForgetIt_whenTheRoundIsForgotten() {
    task().tallyAgain("r");
    new RoundShelf(store, codecs).forget("r");

    assertThat(task().hasToTally()).isFalse();
  }

  private Refusals task() {
    return new Refusals(
        new RoundShelf(store, codecs),
        new Emitter(context, codecs, "test", AggregatorFigures.unseen()));
  }
}
