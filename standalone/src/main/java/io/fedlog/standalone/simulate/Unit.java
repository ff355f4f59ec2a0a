package io.fedlog.standalone.simulate;

import java.util.List;
import java.util.Locale;

/**
 * A unit in which a quantity is easy to read.
 *
 * @param word its name
 * @param size how much of the quantity it is
 */
record Unit(String word, double size) {
  private static final List<Unit> TIMES =
      List.of(
          new Unit("s", 1e3), new Unit("min", 60e3), new Unit("h", 3600e3), new Unit("d", 86400e3));
  private static final List<Unit> BYTES =
      List.of(new Unit("kB", 1e3), new Unit("MB", 1e6), new Unit("GB", 1e9), new Unit("TB", 1e12));

  /** Of times up to so many milliseconds. */
  static Unit ofTime(double mostMs) {
    return largest(TIMES, mostMs);
  }

  /** Of volumes up to so many bytes. */
  static Unit ofBytes(double most) {
    return largest(BYTES, most);
  }

  /** The amount in this unit, as a figure of three digits or so. */
  String figure(double amount) {
    double value = amount / size;
    int decimals = value < 10 ? 2 : value < 100 ? 1 : 0;
    return String.format(Locale.ROOT, "%." + decimals + "f %s", value, word);
  }

  /** The largest of which there are three at least. */
  private static Unit largest(List<Unit> units, double most) {
    Unit fits = units.get(0);
    for (Unit unit : units) {
      fits = most >= 3 * unit.size() ? unit : fits;
    }
    return fits;
  }
}
