package io.fedlog.aggregator.quorum;

import io.fedlog.aggregator.wire.Codecs;
import io.fedlog.schemas.RoundControl;
import io.fedlog.schemas.RoundDefinition;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The definitions of rounds, kept until a round is both retired and counted; those not retired pin
 * the version they start from.
 */
final class KeptDefinitions {
  private static final String DEFINITION = "definition/";
  private static final String COUNTED = "counted/";
  private static final String RETIRED = "retired/";

  private final Codecs codecs;
  private final QuorumStores stores;
  private final KeptVersions versions;

  KeptDefinitions(Codecs codecs, QuorumStores stores, KeptVersions versions) {
    this.codecs = codecs;
    this.stores = stores;
    this.versions = versions;
  }

  /** Finds again what the definitions pin. */
  void restore() {
    for (Map.Entry<String, byte[]> row : stores.recordsUnder(DEFINITION)) {
      if (stores.record(RETIRED + row.getKey().substring(DEFINITION.length())) == null) {
        versions.pin(decode(row.getValue()));
      }
    }
  }

  /** Keeps the first definition of a round. */
  void keep(RoundDefinition definition) {
    if (get(definition.getRoundId()) == null) {
      RoundControl order =
          RoundControl.newBuilder()
              .setModelType(definition.getModelType())
              .setOrder(definition)
              .build();
      stores.keepRecord(DEFINITION + definition.getRoundId(), codecs.roundControl().encode(order));
      versions.pin(definition);
    }
  }

  @Nullable RoundDefinition get(String roundId) {
    byte[] kept = stores.record(DEFINITION + roundId);
    return kept == null ? null : decode(kept);
  }

  /** A retired round pins nothing; its definition goes once the round is counted. */
  void retire(String roundId) {
    RoundDefinition definition = get(roundId);
    if (definition == null) {
      return;
    }
    versions.unpin(definition);
    if (stores.record(COUNTED + roundId) != null) {
      forget(roundId);
    } else {
      stores.keepRecord(RETIRED + roundId, new byte[1]);
    }
  }

  /** The round is counted; its definition goes once the round is retired. */
  void counted(String roundId) {
    if (stores.record(RETIRED + roundId) != null) {
      forget(roundId);
    } else {
      stores.keepRecord(COUNTED + roundId, new byte[1]);
    }
  }

  private void forget(String roundId) {
    stores.forgetRecord(DEFINITION + roundId);
    stores.forgetRecord(COUNTED + roundId);
    stores.forgetRecord(RETIRED + roundId);
  }

  private RoundDefinition decode(byte[] kept) {
    return (RoundDefinition) codecs.roundControl().decode(kept).getOrder();
  }
}
