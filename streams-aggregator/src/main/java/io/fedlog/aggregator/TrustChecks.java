package io.fedlog.aggregator;

import io.fedlog.aggregator.chunks.SealCheck;
import io.fedlog.aggregator.intake.JoinCheck;
import io.fedlog.aggregator.intake.SecureCheck;
import io.fedlog.runtime.InstallationSettings;
import io.fedlog.runtime.Shutdown;
import io.fedlog.runtime.meters.KafkaMeters;
import io.fedlog.runtime.trust.EnrolmentFeed;
import io.fedlog.runtime.trust.Signatures;
import io.fedlog.runtime.trust.StoreSignatures;
import io.fedlog.schemas.SchemaDirectory;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.consumer.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * By what an aggregator believes stores.
 *
 * @param joins asked of every join
 * @param seals asked of every seal
 * @param secure asked of every message of secure aggregation
 */
record TrustChecks(JoinCheck joins, SealCheck seals, SecureCheck secure) {
  private static final Logger log = LoggerFactory.getLogger(TrustChecks.class);

  /**
   * Those that the settings ask for. When signatures are required, all enrolments that are on
   * fl.stores now have been read when this returns; later ones follow by themselves.
   *
   * @param kafkaMeters show what the reader of enrolments measures
   * @param parts closes what was opened
   */
  static TrustChecks of(
      AggregatorConfig config, SchemaDirectory directory, KafkaMeters kafkaMeters, Shutdown parts)
      throws InterruptedException {
    if (config.signatures() == Signatures.OFF) {
      log.info(
          "Signatures are off: whoever may write to Kafka can speak for any store. Enrol the stores"
              + " and set {}=required.",
          InstallationSettings.SIGNATURES);
      return new TrustChecks(
          JoinCheck.TRUST_THE_BROKER, SealCheck.TRUST_THE_BROKER, SecureCheck.TRUST_THE_BROKER);
    }
    EnrolmentFeed feed =
        parts.add("enrolments", new EnrolmentFeed(() -> consumer(config, kafkaMeters), directory));
    feed.start();
    try {
      feed.caughtUp().get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("The enrolments cannot be read", e);
    } catch (InterruptedException e) {
      feed.close();
      throw e;
    }
    StoreSignatures signatures = new StoreSignatures(feed.stores());
    return new TrustChecks(signatures::of, signatures::of, SecureCheck.signed(feed.stores()));
  }

  private static Consumer<String, byte[]> consumer(AggregatorConfig config, KafkaMeters meters) {
    return meters.consumer("enrolments", config.kafka().consumer("fedlog-enrolments"));
  }
}
