package io.fedlog.standalone.delivery;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.domain.properties.HasName;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/** Rules of docs/design.md and CONTRIBUTING.md that a compiler does not hold. */
class HouseRulesTest {
  private static final DescribedPredicate<JavaClass> LOGIC =
      not(describe("*Main, *App or the command line", ProductClasses::startsProcesses));

  private static final Set<String> CLOCKS =
      Set.of(
          "java.time.Instant.now",
          "java.time.LocalDate.now",
          "java.time.LocalDateTime.now",
          "java.time.OffsetDateTime.now",
          "java.time.ZonedDateTime.now",
          "java.time.Clock.systemUTC",
          "java.time.Clock.systemDefaultZone",
          "java.time.Clock.system",
          "java.time.InstantSource.system",
          "java.lang.System.currentTimeMillis");

  private static final Set<String> UNSEEDED =
      Set.of(
          "java.lang.Math.random",
          "java.util.UUID.randomUUID",
          "java.util.concurrent.ThreadLocalRandom.current");

  private static final Set<String> PROCESS =
      Set.of(
          "java.lang.System.exit",
          "java.lang.System.getenv",
          "java.lang.Runtime.exit",
          "java.lang.Runtime.halt",
          "io.fedlog.runtime.Shutdown.installHook");

  /** Not the same on every machine; StrictMath is. */
  private static final Set<String> INEXACT =
      Set.of(
              "sin", "cos", "tan", "asin", "acos", "atan", "atan2", "sinh", "cosh", "tanh", "exp",
              "expm1", "log", "log10", "log1p", "pow", "cbrt", "hypot")
          .stream()
          .map(function -> "java.lang.Math." + function)
          .collect(Collectors.toUnmodifiableSet());

  /** Kafka builds serializers by their class name, so nobody is there to hand them a clock. */
  private static final DescribedPredicate<JavaClass> BUILT_BY_KAFKA =
      describe(
          "built by Kafka", type -> type.getName().equals("io.fedlog.schemas.RegistryDirectory"));

  @Test
  void shouldBeGivenTheTime() {
    noClasses()
        .that(LOGIC)
        .and(not(BUILT_BY_KAFKA))
        .should()
        .accessTargetWhere(calls("the clock", CLOCKS))
        .because("time is passed in, so that a test or a replay can choose it")
        .check(ProductClasses.all());
  }

  @Test
  void shouldBeGivenRandomness() {
    noClasses()
        .that(LOGIC)
        .should()
        .accessTargetWhere(calls("randomness", UNSEEDED))
        .orShould()
        .callConstructor(java.util.Random.class)
        .because("randomness is passed in, so that a test can seed it")
        .check(ProductClasses.all());
  }

  @Test
  void shouldLeaveTheProcessAlone() {
    noClasses()
        .that(LOGIC)
        .should()
        .accessTargetWhere(calls("the process", PROCESS))
        .because("several services share a JVM; only a main reads the environment or ends it")
        .check(ProductClasses.all());
  }

  @Test
  void shouldComputeTheSameEverywhere() {
    noClasses()
        .that()
        .resideInAnyPackage("io.fedlog.learning..", "io.fedlog.aggregator..")
        .should()
        .accessTargetWhere(calls("functions whose last bit may differ", INEXACT))
        .because("a model has the same bytes on any machine; use StrictMath")
        .check(ProductClasses.all());
  }

  @Test
  void shouldNameWhatItKnows() {
    noClasses()
        .should()
        .haveNameMatching(".*\\.[A-Za-z0-9]*(Util|Utils|Helper|Helpers|Manager|Common)(\\$.*)?")
        .because("a class is named after the thing it knows")
        .check(ProductClasses.all());
  }

  @Test
  void shouldNameItsProcessors() {
    noClasses()
        .that()
        .areAnonymousClasses()
        .should()
        .beAssignableTo("org.apache.kafka.streams.processor.api.Processor")
        .because("a step of the topology has a name and a file")
        .check(ProductClasses.all());
  }

  @Test
  void shouldSetUpNoHooks_butInShutdown() {
    classes()
        .that(describe("call addShutdownHook", HouseRulesTest::addsShutdownHook))
        .should()
        .haveFullyQualifiedName("io.fedlog.runtime.Shutdown")
        .check(ProductClasses.all());
  }

  @Test
  void shouldBeNullMarked_inEveryPackage() {
    Set<String> unmarked = new TreeSet<>();
    for (JavaClass type : ProductClasses.all()) {
      JavaPackage itsPackage = type.getPackage();
      if (!itsPackage.isAnnotatedWith(NullMarked.class)) {
        unmarked.add(itsPackage.getName());
      }
    }

    assertThat(unmarked).as("packages without a @NullMarked package-info.java").isEmpty();
  }

  private static boolean addsShutdownHook(JavaClass type) {
    return type.getMethodCallsFromSelf().stream()
        .anyMatch(
            call -> call.getTarget().getFullName().startsWith("java.lang.Runtime.addShutdownHook"));
  }

  private static DescribedPredicate<JavaAccess<?>> calls(String what, Set<String> methods) {
    return describe(
        what,
        access ->
            methods.contains(
                access.getTargetOwner().getName()
                    + "."
                    + ((HasName) access.getTarget()).getName()));
  }
}
