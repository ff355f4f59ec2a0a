package io.fedlog.coordinator.rest;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Media types as headers give them (RFC 9110, 8.3 and 12.5.1); parameters but q are passed over.
 */
final class MediaTypes {

  private static final int MOST_RANGES = 32;

  private MediaTypes() {}

  /** The type of a Content-Type, in lower case; null when there is none. */
  static @Nullable String plain(@Nullable String contentType) {
    return contentType == null
        ? null
        : contentType.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
  }

  /**
   * The one that a client likes best; of those it likes alike, the first.
   *
   * @param accept the header; none accepts all
   * @param offered best first
   */
  static Optional<String> choose(@Nullable String accept, List<String> offered) {
    if (accept == null || accept.isBlank()) {
      return Optional.of(offered.get(0));
    }
    String[] ranges = accept.toLowerCase(Locale.ROOT).split(",", MOST_RANGES + 1);
    String best = null;
    double most = 0;
    for (String type : offered) {
      double quality = quality(type, ranges);
      if (quality > most) {
        best = type;
        most = quality;
      }
    }
    return Optional.ofNullable(best);
  }

  /** Of the ranges that a type is in, the narrowest says how well it is liked. */
  private static double quality(String type, String[] ranges) {
    int narrowest = -1;
    double quality = 0;
    for (int i = 0; i < Math.min(ranges.length, MOST_RANGES); i++) {
      String[] parts = ranges[i].split(";");
      String range = parts[0].strip();
      int width = range.equals(type) ? 2 : range.equals(family(type)) ? 1 : 0;
      if ((width > 0 || range.equals("*/*")) && width > narrowest) {
        narrowest = width;
        quality = quality(parts);
      }
    }
    return quality;
  }

  private static String family(String type) {
    return type.substring(0, type.indexOf('/')) + "/*";
  }

  private static double quality(String[] parts) {
    for (int i = 1; i < parts.length; i++) {
      String parameter = parts[i].strip();
      if (parameter.startsWith("q=")) {
        return parameter.matches("q=(0(\\.\\d{0,3})?|1(\\.0{0,3})?)")
            ? Double.parseDouble(parameter.substring(2))
            : 0;
      }
    }
    return 1;
  }
}
