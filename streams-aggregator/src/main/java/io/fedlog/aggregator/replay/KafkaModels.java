package io.fedlog.aggregator.replay;

import io.fedlog.aggregator.models.ModelLookup;
import io.fedlog.aggregator.models.ModelReader;
import io.fedlog.runtime.KafkaSettings;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/** Earlier versions of an installation; opens nothing before the first is asked for. */
final class KafkaModels implements ModelSource, AutoCloseable {
  private static final int FETCH_BYTES = 4 << 20;

  private final KafkaSettings kafka;
  private @Nullable ModelLookup lookup;

  KafkaModels(KafkaSettings kafka) {
    this.kafka = kafka;
  }

  @Override
  public synchronized byte @Nullable [] newest(String topic, String key) {
    if (lookup == null) {
      Properties own = kafka.consumer("fedlog-replay-models");
      own.setProperty("fetch.max.wait.ms", "20"); // nothing is awaited that is not there yet
      own.setProperty("max.partition.fetch.bytes", Integer.toString(FETCH_BYTES));
      own.setProperty("metadata.max.age.ms", "60000"); // its topics are there
      own.setProperty("allow.auto.create.topics", "false"); // it has no right to
      lookup = new ModelLookup(own);
    }
    return lookup.newest(new ModelReader.Wanted(topic, key));
  }

  @Override
  public synchronized void close() {
    if (lookup != null) {
      lookup.close();
      lookup = null;
    }
  }
}
