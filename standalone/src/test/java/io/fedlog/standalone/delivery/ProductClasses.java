package io.fedlog.standalone.delivery;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;

/** Every class of the product, without tests and without what Avro generates. */
final class ProductClasses {
  private static final JavaClasses ALL =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("io.fedlog")
          .that(
              com.tngtech.archunit.base.DescribedPredicate.describe(
                  "written by hand", ProductClasses::writtenByHand));

  private ProductClasses() {}

  static JavaClasses all() {
    return ALL;
  }

  /** Whether the class may read the clock, the environment and end the process. */
  static boolean startsProcesses(JavaClass type) {
    JavaClass outermost = type;
    while (outermost.getEnclosingClass().isPresent()) {
      outermost = outermost.getEnclosingClass().get();
    }
    String name = outermost.getSimpleName();
    return name.endsWith("Main")
        || name.endsWith("App")
        || outermost.getPackageName().startsWith("io.fedlog.standalone.cli")
        || outermost.getSimpleName().equals("Surroundings");
  }

  private static boolean writtenByHand(JavaClass type) {
    JavaClass outermost = type;
    while (outermost.getEnclosingClass().isPresent()) {
      outermost = outermost.getEnclosingClass().get();
    }
    return !outermost.isAssignableTo(org.apache.avro.generic.GenericContainer.class)
        && !outermost.isAnnotatedWith(org.apache.avro.specific.AvroGenerated.class);
  }
}
