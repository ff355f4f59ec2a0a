package io.fedlog.aggregator.definition;

import io.fedlog.learning.exact.Grid;
import io.fedlog.learning.exact.NumberFormat;
import io.fedlog.learning.round.WindowTerms;
import io.fedlog.learning.staleness.Staleness;
import io.fedlog.learning.staleness.WindowMethods;
import io.fedlog.learning.staleness.WindowMix;
import io.fedlog.learning.staleness.WindowSum;
import io.fedlog.schemas.Encoding;
import io.fedlog.schemas.Normalise;
import io.fedlog.schemas.RoundDefinition;
import io.fedlog.schemas.UpdateEncoding;
import io.fedlog.schemas.WindowRules;

/** Reads the rules of a round with windows, and refuses what cannot work. */
final class WindowsReader {
  private WindowsReader() {}

  static WindowTerms read(RoundDefinition definition, Grid grid) {
    WindowRules rules = definition.getWindows();
    WindowMethods.check(definition.getMethod());
    require(
        definition.getEncoding() != Encoding.TEXT, "encoding", definition.getEncoding(), "numbers");
    require(
        definition.getBase() != null
            && definition.getBase().getModelType().equals(definition.getModelType()),
        "base",
        String.valueOf(definition.getBase()),
        "a version of " + definition.getModelType());
    require(
        definition.getUpdateEncoding() != UpdateEncoding.GRID,
        "update_encoding",
        definition.getUpdateEncoding(),
        "one that is decoded to parameters");
    require(
        rules.getNormalise() == Normalise.UPDATES || rules.getUpdates() > 1,
        "normalise",
        rules.getNormalise(),
        "UPDATES for windows of one update, out of which staleness would cancel");
    var unusedMix = mix(rules);
    var unusedGrid = WindowSum.gridOf(grid, rules.getUpdates());
    WindowTerms terms =
        new WindowTerms(
            rules.getUpdates(),
            rules.getWindowMs(),
            rules.getMaxWindows(),
            rules.getMaxStaleness(),
            new Staleness(
                Staleness.Kind.valueOf(rules.getStaleness().name()), rules.getA(), rules.getB()));
    long most =
        WindowSum.mostChunkBytes(
            NumberFormat.valueOf(definition.getEncoding().name()),
            rules.getUpdates(),
            rules.getMaxStaleness());
    require(
        Math.min(definition.getChunkBytes(), definition.getUpdateBytes()) <= most,
        "chunk_bytes",
        definition.getChunkBytes(),
        "at most " + most + " with windows that may rest on so many versions");
    return terms;
  }

  static WindowMix mix(WindowRules rules) {
    return new WindowMix(
        WindowMix.Toward.valueOf(rules.getToward().name()),
        rules.getRate(),
        rules.getNormalise() == Normalise.WEIGHTS);
  }

  private static void require(boolean holds, String field, Object came, String expected) {
    if (!holds) {
      throw new IllegalArgumentException(
          "a round with windows: " + field + " is " + came + "; expected " + expected);
    }
  }
}
