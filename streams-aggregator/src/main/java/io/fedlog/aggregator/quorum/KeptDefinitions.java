package io.fedlog.aggregator.quorum;

import io.fedlog.aggregator.definition.MethodChoices;
import io.fedlog.aggregator.wire.Codecs;
import io.fedlog.schemas.MethodChoice;
import io.fedlog.schemas.RoundControl;
import io.fedlog.schemas.RoundDefinition;
import java.util.LinkedHashMap;
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

  /** Definitions held decoded: every effect of a round asks for its own. */
  private static final int MOST_DECODED = 64;

  private final Codecs codecs;
  private final QuorumStores stores;
  private final KeptVersions versions;
  private final Map<String, RoundDefinition> decoded =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, RoundDefinition> eldest) {
          return size() > MOST_DECODED;
        }
      };

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
      write(definition);
      versions.pin(definition);
    }
  }

  /** From its decision on a round is of the method that was chosen. */
  void choose(String roundId, MethodChoice choice) {
    RoundDefinition definition = get(roundId);
    if (definition != null) {
      RoundDefinition chosen = MethodChoices.apply(definition, choice);
      write(chosen);
      decoded.put(roundId, chosen);
    }
  }

  private void write(RoundDefinition definition) {
    RoundControl order =
        RoundControl.newBuilder()
            .setModelType(definition.getModelType())
            .setOrder(definition)
            .build();
    stores.keepRecord(DEFINITION + definition.getRoundId(), codecs.roundControl().encode(order));
  }

  @Nullable RoundDefinition get(String roundId) {
    RoundDefinition known = decoded.get(roundId);
    if (known == null) {
      byte[] kept = stores.record(DEFINITION + roundId);
      if (kept == null) {
        return null;
      }
      known = decode(kept);
      decoded.put(roundId, known);
    }
    return known;
  }

  /** Forgets the definition of a round that is not begun. */
  void drop(String roundId) {
    RoundDefinition definition = get(roundId);
    if (definition != null) {
      versions.unpin(definition);
      forget(roundId);
    }
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
    decoded.remove(roundId);
    stores.forgetRecord(DEFINITION + roundId);
    stores.forgetRecord(COUNTED + roundId);
    stores.forgetRecord(RETIRED + roundId);
  }

  private RoundDefinition decode(byte[] kept) {
    return (RoundDefinition) codecs.roundControl().decode(kept).getOrder();
  }
}
