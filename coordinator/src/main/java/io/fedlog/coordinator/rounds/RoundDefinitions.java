package io.fedlog.coordinator.rounds;

import io.fedlog.learning.exact.Grid;
import io.fedlog.learning.method.MethodTerms;
import io.fedlog.learning.method.Methods;
import io.fedlog.learning.method.UpdateTerms;
import io.fedlog.learning.model.ClientTerms;
import io.fedlog.schemas.Encoding;
import io.fedlog.schemas.MethodChoice;
import io.fedlog.schemas.PrivacyRules;
import io.fedlog.schemas.RoundDefinition;
import io.fedlog.schemas.RoundTargets;
import io.fedlog.schemas.Tensor;
import io.fedlog.schemas.Topics;
import io.fedlog.schemas.UpdateEncoding;
import io.fedlog.schemas.Weighting;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Makes definitions: a pure function of what is asked, what the installation allows, and the time.
 * Every refusal is an IllegalArgumentException that names the field, what came and what was
 * expected; nothing that could not work reaches the log.
 */
public final class RoundDefinitions {

  /** Largest update of a TEXT round; one chunk, because text is not summed by position. */
  public static final int TEXT_BYTES = 512 * 1024;

  /** Real weights are in units of 2^-20. */
  private static final int METRIC_BITS = 20;

  /** Largest metric that may weigh an update. */
  private static final long MAX_METRIC = 1024;

  /** One lane this fine rounds a parameter near 1 no more than single precision does. */
  private static final int FINE_ENOUGH = 24;

  private final RoundLimits limits;

  public RoundDefinitions(RoundLimits limits) {
    this.limits = limits;
  }

  /** The definition and its pages of targets. */
  public DefinedRound define(RoundSpec spec, Instant now) {
    UpdateTerms.requireBase(spec.form().updates(), spec.base() != null);
    return defineFromAny(spec, now);
  }

  /** Refuses what no base version could make a round of. */
  public void check(RoundSpec spec) {
    var unused = foreseen(spec);
  }

  /** What a round would be but for the version that it starts from; refuses as {@link #check}. */
  public RoundDefinition foreseen(RoundSpec spec) {
    return defineFromAny(spec, Instant.EPOCH).definition();
  }

  /** Another method than its own for a round, as far as what its stores send is fit for it. */
  public MethodChoice choose(RoundDefinition round, String method, Map<String, String> parameters) {
    return OtherMethod.of(round, method, parameters, limits.maxSamples());
  }

  /**
   * The most stores that may be drawn for a round, and the most updates of one that every store may
   * join: what the installation allows and the method can hold of its largest chunk.
   */
  public int mostStores(RoundSpec spec) {
    long largestChunk = ChunkSizes.of(spec, limits.chunkBytes()).largestChunk();
    return Math.min(
        limits.maxCohort(), Methods.mostUpdates(spec.aggregation().method(), largestChunk));
  }

  private DefinedRound defineFromAny(RoundSpec spec, Instant now) {
    UpdateForm form = spec.form();
    ChunkSizes sizes = ChunkSizes.of(spec, limits.chunkBytes());
    if (spec.masking() != null) {
      MaskingCheck.require(spec, spec.masking(), mostStores(spec), limits.signed());
    }
    Grid grid = grid(spec);
    check(spec, grid, sizes);
    if (spec.windows() != null) {
      WindowCheck.require(spec, spec.windows(), grid);
    }
    PrivacyWish wish = spec.privacy();
    PrivacyRules privacy = wish == null ? null : rules(spec, wish, grid);
    List<RoundTargets> pages =
        TargetPages.of(spec.roundId(), spec.modelType(), spec.participation().targets());
    Participation participation = spec.participation();
    RoundDefinition definition =
        RoundDefinition.newBuilder()
            .setRoundId(spec.roundId())
            .setModelType(spec.modelType())
            .setPlanId(spec.planId())
            .setRoundNumber(spec.roundNumber())
            .setBase(spec.base())
            .setRequires(spec.requires())
            .setMethod(spec.aggregation().method())
            .setMethodParameters(spec.aggregation().parameters())
            .setWeighting(spec.aggregation().weighting())
            .setWeightMetric(spec.aggregation().weightMetric())
            .setEncoding(form.encoding())
            .setUpdateEncoding(UpdateEncoding.valueOf(form.updates().kind().name()))
            .setTopKShare(form.updates().share())
            .setLayout(form.layout())
            .setParameterCount(form.parameterCount())
            .setUpdateBytes(sizes.bytes())
            .setChunkBytes(sizes.chunkBytes())
            .setChunkCount(sizes.chunks())
            .setGrid(record(grid))
            .setUpdatesTopic(Topics.updates(spec.roundId()).name())
            .setTargetCount(participation.targets().size())
            .setTargetPages(pages.size())
            .setMinStores(participation.minStores())
            .setThreshold(participation.threshold().toPlainString())
            .setJoinWindowMs(participation.joinWindow().toMillis())
            .setDeadlineMs(participation.deadline().toMillis())
            .setAtDeadline(participation.atDeadline())
            .setTrainingConfig(spec.trainingConfig())
            .setPrivacyMode(PrivacyConfig.name(privacy))
            .setPrivacy(privacy)
            .setCreatedAt(now.truncatedTo(ChronoUnit.MILLIS))
            .setCreatedBy(spec.createdBy())
            .setWindows(spec.windows())
            .setTake(participation.take())
            .setSelection(participation.selection())
            .setSecureAggregation(spec.masking())
            .build();
    MaskingCheck.requireGroup(definition);
    return new DefinedRound(definition, pages);
  }

  private static PrivacyRules rules(RoundSpec spec, PrivacyWish wish, Grid grid) {
    wish.requireFit(
        spec.aggregation().weighting(),
        spec.windows() != null,
        spec.form().encoding() != Encoding.TEXT,
        spec.masking() != null);
    return wish.rules(grid, spec.participation().minStores());
  }

  /** The finest grid that holds the round; a second lane when one alone would be coarse. */
  private Grid grid(RoundSpec spec) {
    int asked = spec.participation().targets().size();
    int most = mostStores(spec);
    boolean named = asked > 0 && spec.participation().selection() == null;
    if (!named && spec.participation().minStores() > most) {
      throw new IllegalArgumentException(
          "min_stores: expected at most the "
              + most
              + " updates a round may have (FL_MAX_COHORT, and what its method can hold), came "
              + spec.participation().minStores());
    }
    int cohort = asked == 0 ? most : asked;
    Weighting weighting = spec.aggregation().weighting();
    int bits = weighting == Weighting.METRIC ? METRIC_BITS : 0;
    long weight =
        switch (weighting) {
          case EQUAL -> 1;
          case SAMPLES -> limits.maxSamples();
          case METRIC -> MAX_METRIC << METRIC_BITS;
        };
    double largest = spec.form().maxAbsValue();
    Grid one = Grid.finest(largest, bits, weight, cohort, 1);
    boolean units = spec.form().updates().kind().isOfUnits();
    boolean enough =
        switch (spec.form().encoding()) {
          case TEXT -> true;
          case FLOAT32 -> units || !spec.form().residuals() && one.unitExponent() >= FINE_ENOUGH;
          case FLOAT64 -> units;
        };
    return enough ? one : Grid.finest(largest, bits, weight, cohort, 2);
  }

  private static void check(RoundSpec spec, Grid grid, ChunkSizes sizes) {
    Methods.check(
        spec.aggregation().method(),
        new MethodTerms(
            ChunkSizes.encoding(spec),
            grid,
            sizes.bytes(),
            sizes.chunkBytes(),
            sizes.chunks(),
            spec.participation().minStores(),
            spec.aggregation().parameters()));
    UpdateTerms.check(
        spec.aggregation().method(), spec.form().updates(), ChunkSizes.encoding(spec), grid);
    requireTrainable(spec);
  }

  /** Throws IllegalArgumentException for what every store of the round would refuse. */
  private static void requireTrainable(RoundSpec spec) {
    Optional<ClientTerms> terms = ClientTerms.ofRound(spec.modelType(), spec.trainingConfig());
    if (spec.base() != null) { // without one it is no round of training
      List<String> arrays = spec.form().layout().stream().map(Tensor::getName).toList();
      String method = spec.aggregation().method();
      terms.ifPresent(
          asked -> {
            asked.method().requireAggregation(method, spec.windows() != null);
            asked.method().requireEncoding(spec.form().updates());
            asked.requireArrays(arrays);
          });
    }
  }

  static io.fedlog.schemas.Grid record(Grid grid) {
    return new io.fedlog.schemas.Grid(
        grid.unitExponent(),
        grid.maxAbsValue(),
        grid.weightFractionBits(),
        grid.maxWeight(),
        grid.maxCohort(),
        grid.lanes());
  }
}
