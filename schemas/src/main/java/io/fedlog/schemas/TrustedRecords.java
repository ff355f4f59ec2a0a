package io.fedlog.schemas;

import org.apache.avro.Conversion;
import org.apache.avro.specific.SpecificRecord;
import org.apache.avro.util.ClassSecurityValidator;
import org.apache.avro.util.ClassSecurityValidator.ClassSecurityPredicate;

/**
 * Tells Avro that this package's records and enums may be made from a schema's name; it trusts no
 * class that it was not told of, and nothing else is added to what it trusts.
 *
 * <p>A builder needs that trust before any code of ours has run. Avro loads the conversions that
 * {@code META-INF/services} names before it makes its first record, so this class poses as one, of
 * a logical type that no schema has.
 */
public final class TrustedRecords extends Conversion<TrustedRecords> {
  private static final String PACKAGE = TrustedRecords.class.getPackageName();

  static {
    ClassSecurityPredicate others = ClassSecurityValidator.getGlobal();
    ClassSecurityValidator.setGlobal(
        ClassSecurityValidator.composite(others, TrustedRecords::isOurs));
  }

  /** For Avro's service loader. */
  public TrustedRecords() {}

  /** Makes sure that Avro was told, where the service file is out of its sight. */
  static void ensure() {
    // Running the static initialiser is all there is to do.
  }

  @Override
  public Class<TrustedRecords> getConvertedType() {
    return TrustedRecords.class;
  }

  @Override
  public String getLogicalTypeName() {
    return "io.fedlog.none";
  }

  private static boolean isOurs(Class<?> type) {
    return type.getPackageName().equals(PACKAGE)
        && (SpecificRecord.class.isAssignableFrom(type) || type.isEnum());
  }
}
