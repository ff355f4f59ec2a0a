package io.fedlog.learning.features;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Turns typed rows into numbers, the same at every store: numeric columns standardised by the
 * chain's moments (plus an indicator where the chain has missing values), categories one-hot (an
 * unknown or missing category is all zeros), dates as trend, season and weekday.
 *
 * @param features in order: columns sorted by name
 * @param rows the chain's training rows
 * @param targetMean the chain's mean of the target; 0 without a target
 * @param targetDeviation its standard deviation; 1 without a target
 */
public record FeatureSpace(
    List<Feature> features, double rows, double targetMean, double targetDeviation) {
  private static final int WEEKDAYS = 7;

  public FeatureSpace {
    features = List.copyOf(features);
    if (features.isEmpty()) {
      throw new IllegalArgumentException(
          "no feature is left to learn from: every column is the target, dropped or an identifier");
    }
  }

  /**
   * The space that vocabulary and moments span.
   *
   * @param target the target's column, which is no feature; null when there is none
   * @throws IllegalArgumentException when the target has no value or is constant over the chain
   */
  public static FeatureSpace of(Vocabulary vocabulary, Moments moments, @Nullable String target) {
    List<Feature> features = new ArrayList<>();
    vocabulary
        .columns()
        .forEach(
            (column, kind) -> {
              if (!column.equals(target)) {
                features.addAll(featuresOf(column, kind, vocabulary, moments));
              }
            });
    if (target == null) {
      return new FeatureSpace(features, moments.rows(), 0, 1);
    }
    if (moments.count(target) == 0) {
      throw new IllegalArgumentException("target " + target + " has no value at any store");
    }
    double deviation = moments.deviation(target);
    if (deviation == 0) {
      throw new IllegalArgumentException(
          "target "
              + target
              + " is constant ("
              + moments.mean(target)
              + " in every training row of every store); there is nothing to learn");
    }
    return new FeatureSpace(features, moments.rows(), moments.mean(target), deviation);
  }

  /** How many numbers an encoded row has. */
  public int width() {
    return features.size();
  }

  /**
   * Encodes rows. Of a column that the store does not have, every value is missing.
   *
   * @return row after row, {@code rows * width()} numbers
   */
  public double[] encode(int rowCount, Collection<Column> columns) {
    Map<String, Column> byName = new TreeMap<>();
    columns.forEach(column -> byName.put(column.name(), column));
    double[] encoded = new double[Math.multiplyExact(rowCount, width())];
    for (int f = 0; f < width(); f++) {
      Column column = byName.get(features.get(f).column());
      for (int row = 0; row < rowCount; row++) {
        encoded[row * width() + f] =
            column == null ? absent(features.get(f)) : number(features.get(f), column, row);
      }
    }
    return encoded;
  }

  /** Whether a category (of three or more) could change what a number means. */
  public boolean hasInteractions() {
    long categories =
        features.stream()
            .filter(f -> f.part() == Feature.Part.CATEGORY && f.spread() < 0.475)
            .count();
    return categories > 0 && features.stream().anyMatch(f -> f.part() == Feature.Part.VALUE);
  }

  private static double absent(Feature feature) {
    return feature.part() == Feature.Part.MISSING ? 1 : 0;
  }

  private static double number(Feature feature, Column column, int row) {
    if (column instanceof Column.Numeric numeric) {
      return feature.ofNumber(numeric.values()[row]);
    }
    if (column instanceof Column.Dates dates) {
      return feature.ofNumber(dates.days()[row]);
    }
    if (column instanceof Column.Categorical categorical
        && feature.part() == Feature.Part.CATEGORY) {
      return feature.category().equals(categorical.values().get(row)) ? 1 : 0;
    }
    throw new IllegalArgumentException(
        "column "
            + column.name()
            + " is "
            + column.kind()
            + " at this store, but the chain agreed on feature "
            + feature.name());
  }

  private static List<Feature> featuresOf(
      String column, ColumnKind kind, Vocabulary vocabulary, Moments moments) {
    List<Feature> features = new ArrayList<>();
    switch (kind) {
      case NUMERIC -> {
        features.add(Feature.value(column, moments.mean(column), moments.deviation(column)));
        addMissing(features, column, moments);
      }
      case DATE -> {
        features.add(Feature.value(column, moments.mean(column), moments.deviation(column)));
        features.add(Feature.of(column, Feature.Part.YEAR_SINE, 0.7));
        features.add(Feature.of(column, Feature.Part.YEAR_COSINE, 0.7));
        for (int day = 1; day <= WEEKDAYS; day++) {
          String number = String.valueOf(day);
          features.add(Feature.category(column, Feature.Part.WEEKDAY, number, WEEKDAYS));
        }
        addMissing(features, column, moments);
      }
      case CATEGORICAL -> {
        SortedSet<String> values = vocabulary.categoriesOf(column);
        for (String value : values) {
          features.add(Feature.category(column, Feature.Part.CATEGORY, value, values.size()));
        }
      }
      case IDENTIFIER -> {
        // Left out.
      }
    }
    return features;
  }

  private static void addMissing(List<Feature> features, String column, Moments moments) {
    if (moments.count(column) < moments.rows()) {
      features.add(Feature.of(column, Feature.Part.MISSING, 0.3));
    }
  }
}
