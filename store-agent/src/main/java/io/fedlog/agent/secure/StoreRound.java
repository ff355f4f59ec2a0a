package io.fedlog.agent.secure;

import io.fedlog.learning.secure.SecureTerms;
import io.fedlog.runtime.secure.SecureDefinition;
import io.fedlog.schemas.Adversary;
import io.fedlog.schemas.RoundDefinition;
import io.fedlog.schemas.SecureMessage;
import java.time.Instant;
import java.util.Objects;

/**
 * One store in one round that masks.
 *
 * @param definition one with rules for secure aggregation
 * @param storeId the store
 * @param since by the broker's clock, before anything was said in the round
 */
public record StoreRound(RoundDefinition definition, String storeId, Instant since) {

  String roundId() {
    return definition.getRoundId();
  }

  /**
   * @throws IllegalArgumentException naming the rule that cannot be
   */
  SecureTerms terms() {
    return Objects.requireNonNull(SecureDefinition.terms(definition), "terms");
  }

  /** Whether stores check what others are said to have said. */
  boolean verifies() {
    return definition.getSecureAggregation().getAdversary() == Adversary.MALICIOUS;
  }

  /** A message of the store, not signed yet. */
  SecureMessage message(Object body, Instant at) {
    return SecureMessage.newBuilder()
        .setRoundId(roundId())
        .setModelType(definition.getModelType())
        .setStoreId(storeId)
        .setBody(body)
        .setSentAt(at)
        .build();
  }
}
