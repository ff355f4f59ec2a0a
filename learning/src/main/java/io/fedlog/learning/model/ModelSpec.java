package io.fedlog.learning.model;

import io.fedlog.learning.features.FeatureSpace;
import io.fedlog.learning.features.Moments;
import io.fedlog.learning.features.Vocabulary;
import io.fedlog.learning.method.Encoding;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a plan trains.
 *
 * @param type the model type
 * @param form {@code form}: linear, multilayer, or auto
 * @param hidden {@code hidden}: sizes of one or two hidden layers, used by the multilayer form
 * @param clusters {@code clusters}: centres of a segmentation
 * @param restarts {@code restarts}: segmentations carried side by side, the best of which counts
 * @param seed {@code seed} of the first version
 * @param target {@code target}: the column to predict, or a rule such as {@code num>0}; null
 *     without
 * @param localPart {@code local_part}: whether a store may lean on a part of its own
 */
public record ModelSpec(
    ModelType type,
    Form form,
    List<Integer> hidden,
    int clusters,
    int restarts,
    long seed,
    @Nullable String target,
    boolean localPart) {
  private static final int MOST_HIDDEN = 4096;
  private static final double ROWS_FOR_MULTILAYER = 2000;

  public ModelSpec {
    hidden = List.copyOf(hidden);
    if (hidden.isEmpty() || hidden.size() > 2) {
      throw new IllegalArgumentException(
          "hidden is " + hidden + ", expected one or two layer sizes such as 64 or 64,32");
    }
    for (int size : hidden) {
      if (size < 1 || size > MOST_HIDDEN) {
        throw new IllegalArgumentException(
            "hidden is " + hidden + ", expected sizes from 1 to " + MOST_HIDDEN);
      }
    }
    if (type.supervised() && (target == null || target.isBlank())) {
      throw new IllegalArgumentException(
          "target is missing: " + type.wireName() + " needs the column to predict");
    }
    if (!type.supervised() && target != null) {
      throw new IllegalArgumentException(
          "target is \""
              + target
              + "\", but "
              + type.wireName()
              + " predicts no column; leave it out");
    }
  }

  /** Reads a plan's configuration; absent keys take their default, unknown keys are not ours. */
  public static ModelSpec of(Map<String, String> config) {
    Configured read = new Configured(config);
    String target = read.text("target", "");
    return new ModelSpec(
        ModelType.named(read.text("model_type", ModelType.SALES_FORECAST.wireName())),
        Form.named(read.text("form", "auto")),
        read.sizes("hidden", "64"),
        (int) read.whole("clusters", 3, 1, 1000),
        (int) read.whole("restarts", 16, 1, 256),
        read.whole("seed", 1, Long.MIN_VALUE, Long.MAX_VALUE),
        target.isEmpty() ? null : target,
        read.yes("local_part", true));
  }

  /** The configuration that {@link #of} reads back to an equal spec. */
  public Map<String, String> toConfig() {
    Map<String, String> config = new java.util.TreeMap<>();
    config.put("model_type", type.wireName());
    config.put("form", form.name().toLowerCase(java.util.Locale.ROOT));
    config.put("hidden", String.join(",", hidden.stream().map(String::valueOf).toList()));
    config.put("clusters", String.valueOf(clusters));
    config.put("restarts", String.valueOf(restarts));
    config.put("seed", String.valueOf(seed));
    config.put("local_part", String.valueOf(localPart));
    if (target != null) {
      config.put("target", target);
    }
    return config;
  }

  /** The features of its rows. */
  public FeatureSpace featureSpace(Vocabulary vocabulary, Moments moments) {
    return FeatureSpace.of(vocabulary, moments, target);
  }

  /**
   * The form in that space. Auto takes the multilayer form for numbers to forecast when the chain
   * has at least 2000 training rows and a category of three or more that could change what a number
   * means.
   */
  public Form form(FeatureSpace space) {
    if (form != Form.AUTO) {
      return form;
    }
    boolean forecast = type == ModelType.SALES_FORECAST || type == ModelType.DEMAND_PREDICTION;
    boolean deep = forecast && space.rows() >= ROWS_FOR_MULTILAYER && space.hasInteractions();
    return deep ? Form.MULTILAYER : Form.LINEAR;
  }

  /** The parameters' names and shapes in that space. */
  public ParameterLayout layout(FeatureSpace space) {
    return ParameterLayout.of(this, space);
  }

  /** The aggregation method unless a round says otherwise: weighted, or sum for a segmentation. */
  public String aggregationMethod() {
    return type.aggregationMethod();
  }

  /** How updates are written. */
  public Encoding encoding() {
    return type.encoding();
  }
}
