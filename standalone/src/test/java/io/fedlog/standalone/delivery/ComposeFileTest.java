package io.fedlog.standalone.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.fedlog.runtime.HealthProbeMain;
import io.fedlog.runtime.KafkaSettings;
import io.fedlog.runtime.Setting;
import io.fedlog.standalone.delivery.ComposeFile.Service;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.server.config.AbstractKafkaConfig;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** The compose file and the image against what the roles really read; no Docker is needed. */
class ComposeFileTest {
  private final ComposeFile file = readFile();

  @Test
  void shouldHaveEveryPart() {
    Map<String, Long> byRole =
        ours().values().stream()
            .collect(
                Collectors.groupingBy(service -> service.command().get(0), Collectors.counting()));

    assertThat(byRole).isEqualTo(Map.of("coordinator", 1L, "aggregator", 2L, "agent", 3L));
    assertThat(file.services().get("kafka").image()).isEqualTo("apache/kafka:4.3.1");
    assertThat(file.services().get("registry").image()).startsWith("apicurio/apicurio-registry:3.");
  }

  @TestFactory
  Stream<DynamicTest> shouldSetOnlyWhatTheRoleReads() {
    return eachOfOurs(
        (name, service) -> {
          Set<String> known =
              service.role().settings().stream().map(Setting::name).collect(Collectors.toSet());
          Set<String> set =
              service.environment().keySet().stream()
                  .filter(variable -> !variable.startsWith(KafkaSettings.PASS_THROUGH_PREFIX))
                  .collect(Collectors.toSet());

          assertThat(known).as("settings of %s", service.command()).containsAll(set);
        });
  }

  @TestFactory
  Stream<DynamicTest> shouldBeAcceptedByTheRole() {
    return eachOfOurs(
        (name, service) -> assertThat(service.role().read(service.environment())).isNotNull());
  }

  @TestFactory
  Stream<DynamicTest> shouldReachKafkaAndRegistryByTheirNames() {
    return eachOfOurs(
        (name, service) -> {
          assertThat(service.environment())
              .containsEntry("FL_BOOTSTRAP_SERVERS", "kafka:9092")
              .containsEntry("SCHEMA_REGISTRY_URL", "http://registry:8080/apis/ccompat/v7");
          assertThat(service.dependsOn())
              .containsEntry("kafka", Map.of("condition", "service_healthy"))
              .containsEntry("registry", Map.of("condition", "service_healthy"));
        });
  }

  @TestFactory
  Stream<DynamicTest> shouldKeepStateInAVolumeOfItsOwn() {
    Set<String> taken = new HashSet<>();
    return eachOfOurs(
        (name, service) -> {
          String folder = service.environment().get("FL_STATE_DIR");
          if (folder != null) {
            String volume = service.mountOf(folder);
            assertThat(file.volumes()).containsKey(volume);
            assertThat(taken.add(volume)).as("volume %s is used once", volume).isTrue();
          }
        });
  }

  @Test
  void shouldTellAggregatorsApart() {
    List<String> instances =
        ours().values().stream()
            .filter(service -> service.role() == RoleSettings.AGGREGATOR)
            .map(service -> service.environment().get("FL_INSTANCE_ID"))
            .toList();

    assertThat(instances).hasSize(2).doesNotContainNull().doesNotHaveDuplicates();
  }

  @TestFactory
  Stream<DynamicTest> shouldHaveTheSampleData() {
    return eachOfOurs(
        (name, service) -> {
          String data = service.environment().get("FL_DATA");
          if (data != null) {
            Path sample = Repository.root().resolve(service.mountOf(data)).normalize();
            Path csv = sample.resolve(Path.of(data).getFileName());
            assertThat(Files.readAllLines(csv)).hasSizeGreaterThan(100);
          }
        });
  }

  @Test
  void shouldUsePropertiesThatKafkaHas() {
    Set<String> known = AbstractKafkaConfig.CONFIG_DEF.names();
    Map<String, String> set = new TreeMap<>(file.services().get("kafka").environment());
    set.remove("CLUSTER_ID");

    assertThat(set.keySet())
        .allSatisfy(variable -> assertThat(variable).startsWith("KAFKA_"))
        .allSatisfy(variable -> assertThat(known).contains(kafkaName(variable)));
  }

  @Test
  void shouldCheckHealthOfEveryService() throws IOException {
    String image = Files.readString(Repository.root().resolve("Dockerfile"));

    assertThat(image).contains("HEALTHCHECK").contains(HealthProbeMain.class.getName());
    assertThat(file.services())
        .allSatisfy(
            (name, service) ->
                assertThat(
                        service.checksHealth()
                            || service.environment().containsKey("FL_HEALTH_PORT"))
                    .isTrue());
  }

  @Test
  void shouldHaveEveryRoleWatched_underItsName() throws IOException {
    Path config = Repository.root().resolve("docs/monitoring/prometheus.yml");
    Map<String, Object> prometheus =
        new Yaml(new SafeConstructor(new LoaderOptions())).load(Files.readString(config));
    Map<String, String> watched = new TreeMap<>();
    for (Object entry : (List<?>) Objects.requireNonNull(prometheus.get("scrape_configs"))) {
      Map<?, ?> job = (Map<?, ?>) entry;
      Map<?, ?> group = (Map<?, ?>) ((List<?>) job.get("static_configs")).get(0);
      ((List<?>) group.get("targets"))
          .forEach(target -> watched.put((String) target, (String) job.get("job_name")));
    }
    Map<String, String> served = new TreeMap<>();
    ours()
        .forEach(
            (name, service) -> {
              assertThat(service.environment()).containsEntry("FL_HEALTH_HOST", "0.0.0.0");
              served.put(
                  name + ":" + service.environment().get("FL_HEALTH_PORT"),
                  service.command().get(0));
            });

    assertThat(watched).isEqualTo(served);
    assertThat(file.services().get("prometheus").image()).matches("prom/prometheus:v\\d.*");
    assertThat(file.services().get("grafana").image()).matches("grafana/grafana:\\d.*");
  }

  @Test
  void shouldMountFilesThatAreThere() {
    assertThat(file.services().values())
        .flatExtracting(Service::volumes)
        .filteredOn(volume -> volume.startsWith("./"))
        .isNotEmpty()
        .allSatisfy(
            volume ->
                assertThat(Repository.root().resolve(volume.split(":", -1)[0]).normalize())
                    .exists());
  }

  @Test
  void shouldOpenPortsOnThisMachineOnly() {
    assertThat(file.services().values())
        .flatExtracting(Service::ports)
        .allSatisfy(port -> assertThat(port).startsWith("127.0.0.1:"));
  }

  @Test
  void shouldRunOurImageWithoutPrivileges() throws IOException {
    List<String> image = Files.readAllLines(Repository.root().resolve("Dockerfile"));

    assertThat(image).contains("USER fedlog");
  }

  private static String kafkaName(String variable) {
    return variable.substring("KAFKA_".length()).toLowerCase(Locale.ROOT).replace('_', '.');
  }

  private Map<String, Service> ours() {
    Map<String, Service> ours = new TreeMap<>(file.services());
    ours.values().removeIf(service -> !service.isOurs());
    return ours;
  }

  private Stream<DynamicTest> eachOfOurs(ServiceCheck check) {
    return ours().entrySet().stream()
        .map(
            entry ->
                DynamicTest.dynamicTest(
                    entry.getKey(), () -> check.run(entry.getKey(), entry.getValue())));
  }

  private static ComposeFile readFile() {
    try {
      return ComposeFile.read();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private interface ServiceCheck {
    void run(String name, Service service) throws Exception;
  }
}
