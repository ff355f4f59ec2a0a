package io.fedlog.standalone.delivery;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The table of modules in docs/design.md: who may know whom. */
class LayeringTest {
  private static final String SCHEMAS = "io.fedlog.schemas..";
  private static final String LEARNING = "io.fedlog.learning..";
  private static final String RUNTIME = "io.fedlog.runtime..";
  private static final String EMBEDDED = "io.fedlog.embedded..";
  private static final String AGENT = "io.fedlog.agent..";
  private static final String AGGREGATOR = "io.fedlog.aggregator..";
  private static final String COORDINATOR = "io.fedlog.coordinator..";

  /** A module, the modules of ours that it may know, and the libraries that it must not. */
  private record Layer(String module, List<String> mayKnow, List<String> mustNotKnow) {}

  private static final List<String> TENSORS = List.of("org.nd4j..", "org.deeplearning4j..");
  private static final List<String> STREAMS = List.of("org.apache.kafka.streams..");
  private static final List<String> SERVER = List.of("kafka..");

  private static final List<Layer> LAYERS =
      List.of(
          new Layer(SCHEMAS, List.of(), all(TENSORS, STREAMS, SERVER)),
          new Layer(EMBEDDED, List.of(), all(TENSORS, STREAMS)),
          new Layer(RUNTIME, List.of(SCHEMAS, LEARNING), all(TENSORS, STREAMS, SERVER)),
          new Layer(AGENT, List.of(RUNTIME, SCHEMAS, LEARNING), all(STREAMS, SERVER)),
          new Layer(AGGREGATOR, List.of(RUNTIME, SCHEMAS, LEARNING), all(TENSORS, SERVER)),
          new Layer(
              COORDINATOR, List.of(RUNTIME, SCHEMAS, LEARNING), all(TENSORS, STREAMS, SERVER)));

  @Test
  void shouldKnowTheJdkOnly_whenInLearning() {
    classes()
        .that()
        .resideInAPackage(LEARNING)
        .should()
        .onlyDependOnClassesThat(
            resideInAnyPackage(
                LEARNING,
                "java.io..",
                "java.lang..",
                "java.util..",
                "java.math..",
                "java.nio..",
                "java.time..",
                "java.security..",
                "javax.crypto..",
                "org.jspecify.annotations.."))
        .because("a line of arithmetic has never heard of Kafka, Avro, ND4J or HTTP")
        .check(ProductClasses.all());
  }

  @TestFactory
  Stream<DynamicTest> shouldKnowLowerLayersOnly() {
    return LAYERS.stream()
        .map(layer -> DynamicTest.dynamicTest(layer.module(), () -> checkModules(layer)));
  }

  @TestFactory
  Stream<DynamicTest> shouldNotKnowForeignLibraries() {
    return LAYERS.stream()
        .map(layer -> DynamicTest.dynamicTest(layer.module(), () -> checkLibraries(layer)));
  }

  @Test
  void shouldHaveNoCycles_betweenPackages() {
    slices().matching("io.fedlog.(**)").should().beFreeOfCycles().check(ProductClasses.all());
  }

  private static void checkModules(Layer layer) {
    String[] known =
        Stream.concat(Stream.of(layer.module()), layer.mayKnow().stream()).toArray(String[]::new);
    noClasses()
        .that()
        .resideInAPackage(layer.module())
        .should()
        .dependOnClassesThat(resideInAPackage("io.fedlog..").and(not(resideInAnyPackage(known))))
        .because("modules know lower layers only, and services meet through topics")
        .check(ProductClasses.all());
  }

  private static void checkLibraries(Layer layer) {
    noClasses()
        .that()
        .resideInAPackage(layer.module())
        .should()
        .dependOnClassesThat(resideInAnyPackage(layer.mustNotKnow().toArray(String[]::new)))
        .check(ProductClasses.all());
  }

  @SafeVarargs
  private static List<String> all(List<String>... lists) {
    return Stream.of(lists).flatMap(List::stream).toList();
  }
}
