package io.fedlog.learning.features;

import java.time.LocalDate;

/**
 * One number of an encoded row.
 *
 * @param name unique, for people: the column, or column=category
 * @param column the column it is made from
 * @param part how it is made
 * @param category for {@link Part#CATEGORY}, else empty
 * @param mean subtracted, for {@link Part#VALUE}
 * @param scale divided by, positive
 * @param spread the deviation the feature is expected to have over the chain's rows, positive
 */
public record Feature(
    String name,
    String column,
    Part part,
    String category,
    double mean,
    double scale,
    double spread) {

  /** How a feature is made from its column. */
  public enum Part {
    /** The standardised value; 0 where missing, which is the mean. */
    VALUE,
    /** 1 where the value is missing. */
    MISSING,
    /** 1 where the value is the category. */
    CATEGORY,
    /** Sine of the day of the year. */
    YEAR_SINE,
    /** Cosine of the day of the year. */
    YEAR_COSINE,
    /** 1 on the weekday whose ISO number is the category. */
    WEEKDAY
  }

  static final LocalDate DAY_ZERO = LocalDate.of(2000, 1, 1);

  static Feature value(String column, double mean, double deviation) {
    double scale = deviation > 0 ? deviation : 1;
    return new Feature(column, column, Part.VALUE, "", mean, scale, 1);
  }

  static Feature of(String column, Part part, double spread) {
    String name = column + "." + part.name().toLowerCase(java.util.Locale.ROOT);
    return new Feature(name, column, part, "", 0, 1, spread);
  }

  /**
   * One of {@code count} categories: when all are equally frequent the deviation is sqrt(c-1)/c.
   */
  static Feature category(String column, Part part, String category, int count) {
    double spread = count > 1 ? Math.sqrt(count - 1.0) / count : 1;
    return new Feature(column + "=" + category, column, part, category, 0, 1, spread);
  }

  double ofNumber(double value) {
    boolean missing = Double.isNaN(value);
    return switch (part) {
      case VALUE -> missing ? 0 : (value - mean) / scale;
      case MISSING -> missing ? 1 : 0;
      case YEAR_SINE -> missing ? 0 : StrictMath.sin(yearAngle(value));
      case YEAR_COSINE -> missing ? 0 : StrictMath.cos(yearAngle(value));
      case WEEKDAY -> !missing && category.equals(String.valueOf(weekday(value))) ? 1 : 0;
      case CATEGORY ->
          throw new IllegalStateException(
              "feature " + name + " is made from categories, the store's column holds numbers");
    };
  }

  private static double yearAngle(double days) {
    LocalDate date = DAY_ZERO.plusDays((long) days);
    return 2 * Math.PI * (date.getDayOfYear() - 1) / date.lengthOfYear();
  }

  private static int weekday(double days) {
    return DAY_ZERO.plusDays((long) days).getDayOfWeek().getValue();
  }
}
