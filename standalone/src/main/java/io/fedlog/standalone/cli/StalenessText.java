package io.fedlog.standalone.cli;

import io.fedlog.learning.staleness.Staleness;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** What stale updates weigh: {@code constant}, {@code polynomial=0.5}, {@code hinge=10,4}. */
final class StalenessText implements ITypeConverter<Staleness> {

  private static final String NUMBER = "(\\d{1,9}(?:\\.\\d{1,9})?)";
  private static final Pattern POLYNOMIAL = Pattern.compile("polynomial=" + NUMBER);
  private static final Pattern HINGE = Pattern.compile("hinge=" + NUMBER + "," + NUMBER);

  @Override
  public Staleness convert(String text) {
    Matcher polynomial = POLYNOMIAL.matcher(text);
    Matcher hinge = HINGE.matcher(text);
    try {
      if (text.equals("constant")) {
        return Staleness.constant();
      } else if (polynomial.matches()) {
        return Staleness.polynomial(Double.parseDouble(polynomial.group(1)));
      } else if (hinge.matches()) {
        return Staleness.hinge(
            Double.parseDouble(hinge.group(1)), Double.parseDouble(hinge.group(2)));
      }
    } catch (IllegalArgumentException e) {
      throw new TypeConversionException("'" + text + "': " + e.getMessage());
    }
    throw new TypeConversionException(
        "'" + text + "' is none of constant, polynomial=A such as polynomial=0.5, and hinge=A,B");
  }
}
