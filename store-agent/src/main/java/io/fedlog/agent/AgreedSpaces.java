package io.fedlog.agent;

import io.fedlog.learning.features.FeatureSpace;
import io.fedlog.learning.features.Moments;
import io.fedlog.learning.features.Vocabulary;
import io.fedlog.learning.model.ModelSpec;
import io.fedlog.runtime.models.Model;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What the stores agreed on, worked out once for all stores of a process and not in every round.
 * Thread-safe.
 */
public final class AgreedSpaces {

  private static final int KEPT = 8;

  /** A vocabulary and what it spans. */
  record Agreed(Vocabulary vocabulary, FeatureSpace space) {}

  private record Terms(String vocabulary, String moments, ModelSpec spec) {}

  private final Map<Terms, Agreed> known = new LinkedHashMap<>();

  /** The feature space of a vocabulary, moments and a spec. */
  synchronized Agreed of(Model vocabulary, Model moments, ModelSpec spec) {
    Terms terms =
        new Terms(vocabulary.manifest().getSha256(), moments.manifest().getSha256(), spec);
    Agreed agreed = known.get(terms);
    if (agreed == null) {
      Vocabulary words = Vocabulary.parse(vocabulary.toByteArray());
      agreed = new Agreed(words, spec.featureSpace(words, Moments.of(words, moments.doubles())));
      known.put(terms, agreed);
      if (known.size() > KEPT) {
        known.remove(known.keySet().iterator().next());
      }
    }
    return agreed;
  }
}
