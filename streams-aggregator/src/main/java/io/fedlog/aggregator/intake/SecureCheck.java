package io.fedlog.aggregator.intake;

import io.fedlog.runtime.trust.Enrolment;
import io.fedlog.runtime.trust.Enrolments;
import io.fedlog.runtime.trust.StoreSignatures;
import io.fedlog.runtime.trust.Verdict;
import io.fedlog.schemas.SecureMessage;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Says whether a message of secure aggregation is from the store it names, and by which key. */
public interface SecureCheck {

  /**
   * Whether the message is believed.
   *
   * @param cameAt when the broker took it
   */
  Verdict verdict(SecureMessage message, Instant cameAt);

  /** SubjectPublicKeyInfo of the store's enrolled Ed25519 key; null where nothing is signed. */
  byte @Nullable [] enrolledKey(String storeId);

  /** Believes all: for installations whose Kafka alone says who may write. */
  SecureCheck TRUST_THE_BROKER =
      new SecureCheck() {
        @Override
        public Verdict verdict(SecureMessage message, Instant cameAt) {
          return Verdict.UNCHECKED;
        }

        @Override
        public byte @Nullable [] enrolledKey(String storeId) {
          return null;
        }
      };

  /** Believes what bears the signature of an enrolled store. */
  static SecureCheck signed(Enrolments enrolments) {
    StoreSignatures signatures = new StoreSignatures(enrolments);
    return new SecureCheck() {
      @Override
      public Verdict verdict(SecureMessage message, Instant cameAt) {
        return signatures.of(message, cameAt);
      }

      @Override
      public byte @Nullable [] enrolledKey(String storeId) {
        Enrolment enrolment = enrolments.of(storeId);
        return enrolment == null ? null : enrolment.key().getEncoded();
      }
    };
  }
}
