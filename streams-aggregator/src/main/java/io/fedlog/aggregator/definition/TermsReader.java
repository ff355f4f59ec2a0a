package io.fedlog.aggregator.definition;

import io.fedlog.learning.encoding.EncodedChunks;
import io.fedlog.learning.encoding.UpdateEncoding;
import io.fedlog.learning.exact.Grid;
import io.fedlog.learning.method.MethodTerms;
import io.fedlog.learning.method.Methods;
import io.fedlog.learning.method.NormalisedMethod;
import io.fedlog.learning.method.UpdateTerms;
import io.fedlog.learning.privacy.PrivacyTerms;
import io.fedlog.learning.round.RoundTerms;
import io.fedlog.learning.round.WeightRule;
import io.fedlog.schemas.AtDeadline;
import io.fedlog.schemas.Encoding;
import io.fedlog.schemas.RoundDefinition;
import io.fedlog.schemas.Topics;
import java.math.BigDecimal;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads a definition as terms, and refuses one that cannot work with a sentence that says why. */
public final class TermsReader {
  private static final Pattern ROUND_ID = Pattern.compile("[A-Za-z0-9._-]{1,120}");

  private static final Pattern MODEL_TYPE = Pattern.compile("[^/#\\p{Cntrl}]{1,120}");

  /** The tree hashes of an attempt's chunks in one partition must fit one record. */
  private static final int MOST_CHUNKS_A_PARTITION = 30_000;

  private static final int MOST_DIGITS = 40;

  private TermsReader() {}

  /**
   * The terms of a definition. Memory is set aside by what they say, so that no size is believed
   * that could not be uploaded.
   *
   * @param partitions of every topic of the installation
   * @throws IllegalArgumentException naming the field, what it is and what was expected
   * @throws ArithmeticException if the layout's sizes are past all numbers
   */
  public static RoundTerms read(RoundDefinition definition, int partitions) {
    Lengths.require(
        ROUND_ID.matcher(definition.getRoundId()).matches()
            && !definition.getRoundId().equals(Topics.NO_ROUND),
        "round_id",
        definition.getRoundId(),
        "1 to 120 letters, digits, '.', '_' or '-', and not " + Topics.NO_ROUND);
    Lengths.require(
        definition.getUpdatesTopic().equals(Topics.updates(definition.getRoundId()).name()),
        "updates_topic",
        definition.getUpdatesTopic(),
        Topics.updates(definition.getRoundId()).name());
    PrivacyTerms privacy = privacy(definition);
    checkModels(definition);
    Lengths.check(definition);
    int chunksHere = (definition.getChunkCount() - 1) / partitions + 1;
    Lengths.require(
        chunksHere <= MOST_CHUNKS_A_PARTITION,
        "chunk_count",
        definition.getChunkCount(),
        "at most " + MOST_CHUNKS_A_PARTITION + " for each of the " + partitions + " partitions");
    Grid grid = grid(definition);
    Methods.check(definition.getMethod(), methodTerms(definition));
    UpdateEncoding updates = updateEncoding(definition);
    UpdateTerms.check(definition.getMethod(), updates, encoding(definition), grid);
    UpdateTerms.requireBase(updates, definition.getBase() != null);
    Lengths.require(
        updates(definition).bytes(0) <= Lengths.MOST_CHUNK_BYTES,
        "chunk_bytes",
        definition.getChunkBytes(),
        "less with update_encoding "
            + updates.kind()
            + ": payloads have at most "
            + Lengths.MOST_CHUNK_BYTES);
    return new RoundTerms(
            definition.getRoundId(),
            definition.getModelType(),
            definition.getTargetCount(),
            definition.getTargetPages(),
            definition.getMinStores(),
            threshold(definition.getThreshold()),
            definition.getJoinWindowMs(),
            definition.getDeadlineMs(),
            definition.getAtDeadline() == AtDeadline.AGGREGATE_IF_MIN,
            definition.getChunkCount(),
            updates(definition).bytes(),
            isNumeric(definition),
            definition.getBase() == null ? 0 : definition.getBase().getVersion(),
            new WeightRule(
                WeightRule.Kind.valueOf(definition.getWeighting().name()),
                definition.getWeightMetric()),
            grid.maxWeight(),
            grid.maxCohort(),
            definition.getWindows() == null ? null : WindowsReader.read(definition, grid))
        .taking(definition.getTake())
        .under(privacy)
        .masked(MaskingReader.read(definition))
        .countingSteps(Methods.named(definition.getMethod()) instanceof NormalisedMethod);
  }

  /** What the definition's method needs to know of it. */
  public static MethodTerms methodTerms(RoundDefinition definition) {
    return new MethodTerms(
        encoding(definition),
        grid(definition),
        definition.getUpdateBytes(),
        definition.getChunkBytes(),
        definition.getChunkCount(),
        definition.getMinStores(),
        definition.getMethodParameters());
  }

  /** The definition's grid. */
  public static Grid grid(RoundDefinition definition) {
    io.fedlog.schemas.Grid grid = definition.getGrid();
    return new Grid(
        grid.getUnitExponent(),
        grid.getMaxAbsValue(),
        grid.getWeightFractionBits(),
        grid.getMaxWeight(),
        grid.getMaxCohort(),
        grid.getLanes());
  }

  /** The chunks of the definition's updates as they travel. */
  public static EncodedChunks updates(RoundDefinition definition) {
    return new EncodedChunks(
        updateEncoding(definition),
        numberBytes(definition),
        definition.getUpdateBytes(),
        definition.getChunkBytes());
  }

  private static UpdateEncoding updateEncoding(RoundDefinition definition) {
    return new UpdateEncoding(
        UpdateEncoding.Kind.valueOf(definition.getUpdateEncoding().name()),
        definition.getTopKShare());
  }

  /** Clipping and noise of a round; null for none. */
  public static @Nullable PrivacyTerms privacy(RoundDefinition definition) {
    return PrivacyReader.read(definition);
  }

  /** Bytes of a parameter; 1 for TEXT. */
  public static int numberBytes(RoundDefinition definition) {
    return switch (definition.getEncoding()) {
      case TEXT -> 1;
      case FLOAT32 -> Float.BYTES;
      case FLOAT64 -> Double.BYTES;
    };
  }

  /** How the definition's model is written. */
  public static io.fedlog.learning.method.Encoding encoding(RoundDefinition definition) {
    return io.fedlog.learning.method.Encoding.valueOf(definition.getEncoding().name());
  }

  private static boolean isNumeric(RoundDefinition definition) {
    return definition.getEncoding() != Encoding.TEXT;
  }

  /** Names and versions that a key on fl.global-models could not be made of. */
  private static void checkModels(RoundDefinition definition) {
    requireModelType("model_type", definition.getModelType());
    if (definition.getBase() != null) {
      requireModelType("base's model_type", definition.getBase().getModelType());
      Lengths.require(
          definition.getBase().getVersion() >= 1,
          "base's version",
          definition.getBase().getVersion(),
          "1 or more");
    }
  }

  private static void requireModelType(String field, String modelType) {
    Lengths.require(
        MODEL_TYPE.matcher(modelType).matches(),
        field,
        modelType,
        "1 to 120 characters without '/', '#' or controls");
  }

  private static BigDecimal threshold(String text) {
    Lengths.require(
        text.length() <= MOST_DIGITS, "threshold", text, "a share with at most 9 decimals");
    try {
      BigDecimal threshold = new BigDecimal(text);
      Lengths.require(
          threshold.scale() <= 9 && threshold.precision() <= 10,
          "threshold",
          text,
          "a share with at most 9 decimals");
      return threshold;
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "threshold is \"" + text + "\"; expected a decimal number such as 0.8", e);
    }
  }
}
