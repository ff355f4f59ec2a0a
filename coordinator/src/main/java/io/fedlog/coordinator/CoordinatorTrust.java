package io.fedlog.coordinator;

import io.fedlog.coordinator.audit.AuditTrail;
import io.fedlog.coordinator.log.HeartbeatCheck;
import io.fedlog.coordinator.log.JoinCheck;
import io.fedlog.coordinator.log.LogWriter;
import io.fedlog.coordinator.log.SignedHeartbeats;
import io.fedlog.runtime.Shutdown;
import io.fedlog.runtime.trust.Enrolment;
import io.fedlog.runtime.trust.EnrolmentFeed;
import io.fedlog.runtime.trust.Enrolments;
import io.fedlog.runtime.trust.Signatures;
import io.fedlog.runtime.trust.SigningKey;
import io.fedlog.runtime.trust.SigningKeyFile;
import io.fedlog.runtime.trust.StoreSignatures;
import io.fedlog.runtime.upload.Ed25519SealSigner;
import io.fedlog.runtime.upload.SealSigner;
import io.fedlog.schemas.EnrolmentStatus;
import io.fedlog.schemas.SchemaDirectory;
import io.fedlog.schemas.StoreEnrolment;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * With what a coordinator signs, and which heartbeats and joins it believes. Its own key stands on
 * fl.stores as that of the store {@value Enrolment#COORDINATOR}; coordinators of one installation
 * share it.
 *
 * @param key the coordinators' own; null when they do not sign
 * @param enrolled what fl.stores holds, as far as anything here depends on it
 * @param heartbeats asked of every store's heartbeat
 * @param joins asked of every join
 */
record CoordinatorTrust(
    @Nullable SigningKey key, Enrolments enrolled, HeartbeatCheck heartbeats, JoinCheck joins) {
  private static final Logger LOG = LoggerFactory.getLogger(CoordinatorTrust.class);

  /**
   * What the settings ask for. All enrolments that are on fl.stores now have been read when this
   * returns.
   *
   * @param parts closes what was opened
   */
  static CoordinatorTrust open(
      CoordinatorConfig config,
      Supplier<Consumer<String, byte[]>> consumers,
      SchemaDirectory schemas,
      Shutdown parts) {
    Path keyFile = config.signingKeyFile();
    if (keyFile == null && config.signatures() == Signatures.OFF) {
      return new CoordinatorTrust(
          null, storeId -> null, HeartbeatCheck.TRUST_THE_BROKER, JoinCheck.TRUST_THE_BROKER);
    }
    EnrolmentFeed feed = parts.add("enrolments", new EnrolmentFeed(consumers, schemas));
    feed.start();
    feed.caughtUp().join();
    SigningKey key = keyFile == null ? null : SigningKeyFile.open(keyFile);
    if (config.signatures() == Signatures.OFF) {
      return new CoordinatorTrust(
          key, feed.stores(), HeartbeatCheck.TRUST_THE_BROKER, JoinCheck.TRUST_THE_BROKER);
    }
    StoreSignatures signatures = new StoreSignatures(feed.stores());
    return new CoordinatorTrust(
        key,
        feed.stores(),
        new SignedHeartbeats(signatures),
        (join, cameAt) -> signatures.of(join, cameAt).isBelieved());
  }

  /** Signs what the coordinator uploads. */
  SealSigner signer() {
    return key == null ? SealSigner.unsigned() : Ed25519SealSigner.with(key);
  }

  /**
   * Writes the own key to fl.stores if it does not stand there, and that this was done to fl.audit;
   * does nothing without one.
   *
   * @throws IllegalStateException when that very key was revoked
   */
  void enrol(LogWriter writer, AuditTrail trail, InstantSource clock) {
    if (key == null) {
      return;
    }
    Enrolment known = enrolled.of(Enrolment.COORDINATOR);
    if (known != null && known.key().equals(key.publicKey())) {
      if (known.revoked()) {
        throw new IllegalStateException(
            "The coordinator's key %s was revoked. Delete the file that %s names, so that another is made."
                .formatted(key.id(), CoordinatorConfig.SIGNING_KEY_FILE));
      }
      return;
    }
    if (known != null) {
      LOG.warn(
          "The coordinator's key is replaced; coordinators that sign with the former are no longer"
              + " believed formerKeyId={} keyId={}",
          known.keyId(),
          key.id());
    }
    writer.write(
        StoreEnrolment.newBuilder()
            .setStoreId(Enrolment.COORDINATOR)
            .setPublicKey(ByteBuffer.wrap(key.publicKey().getEncoded()))
            .setSigningKeyId(key.id())
            .setStatus(EnrolmentStatus.ENROLLED)
            .setChangedAt(clock.instant().truncatedTo(ChronoUnit.MILLIS))
            .setChangedBy(Enrolment.COORDINATOR)
            .build());
    trail.enrolledOwnKey(key.id());
  }
}
