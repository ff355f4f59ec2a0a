package io.fedlog.standalone.delivery;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** {@code docker-compose.yml}, parsed, with its merge keys worked in. */
record ComposeFile(Map<String, Service> services, Map<String, ?> volumes) {

  /** One service, as far as the tests look at it. */
  record Service(
      String image,
      List<String> command,
      Map<String, String> environment,
      List<String> volumes,
      List<String> ports,
      Map<String, Map<String, String>> dependsOn,
      boolean checksHealth) {

    /** Whether it runs our image. */
    boolean isOurs() {
      return image.startsWith("fedlog:");
    }

    RoleSettings role() {
      return RoleSettings.of(command.get(0));
    }

    /** The named volume or host path that is mounted at or above a path of the container. */
    String mountOf(String path) {
      return volumes.stream()
          .map(volume -> volume.split(":"))
          .filter(parts -> path.equals(parts[1]) || path.startsWith(parts[1] + "/"))
          .map(parts -> parts[0])
          .findAny()
          .orElse("");
    }
  }

  static ComposeFile read() throws IOException {
    Path file = Repository.root().resolve("docker-compose.yml");
    Map<String, Object> root =
        new Yaml(new SafeConstructor(new LoaderOptions())).load(Files.readString(file));
    Map<String, Service> services = new LinkedHashMap<>();
    map(root.get("services"))
        .forEach((name, service) -> services.put(name, service(ComposeFile.<Object>map(service))));
    return new ComposeFile(services, map(root.get("volumes")));
  }

  private static Service service(Map<String, Object> given) {
    Map<String, String> environment = new LinkedHashMap<>();
    map(given.get("environment")).forEach((name, value) -> environment.put(name, (String) value));
    return new Service(
        (String) given.get("image"),
        list(given.get("command")),
        environment,
        list(given.get("volumes")),
        list(given.get("ports")),
        map(given.get("depends_on")),
        given.containsKey("healthcheck"));
  }

  @SuppressWarnings("unchecked")
  private static <T> Map<String, T> map(Object value) {
    return value == null ? Map.of() : (Map<String, T>) value;
  }

  @SuppressWarnings("unchecked")
  private static List<String> list(Object value) {
    return value == null ? List.of() : (List<String>) value;
  }
}
