package io.fedlog.learning.privacy.accounting;

/**
 * What parameters must satisfy; the messages name the parameter, what came and what was expected.
 */
final class Ranges {

  private Ranges() {}

  static double positive(String name, double came) {
    if (!(came > 0 && came < Double.POSITIVE_INFINITY)) {
      throw refused(name, came, "a finite number above 0");
    }
    return came;
  }

  static double notNegative(String name, double came) {
    if (!(came >= 0)) {
      throw refused(name, came, "0 or more");
    }
    return came;
  }

  static double probability(String name, double came) {
    if (!(came >= 0 && came <= 1)) {
      throw refused(name, came, "0 to 1");
    }
    return came;
  }

  /** Above 0 and below 1. */
  static double inside(String name, double came) {
    if (!(came > 0 && came < 1)) {
      throw refused(name, came, "above 0 and below 1");
    }
    return came;
  }

  static int atLeastOne(String name, int came) {
    if (came < 1) {
      throw refused(name, came, "1 or more");
    }
    return came;
  }

  static IllegalArgumentException refused(String name, Number came, String expected) {
    return new IllegalArgumentException(name + " is " + came + ", expected " + expected);
  }
}
