package io.fedlog.standalone.cli;

import io.fedlog.coordinator.identity.IdentitySettings;
import io.fedlog.coordinator.rest.HttpSettings;
import io.fedlog.coordinator.rest.RestServer;
import io.fedlog.embedded.EmbeddedKafka;
import io.fedlog.runtime.ExitStatus;
import io.fedlog.runtime.LogSettings;
import io.fedlog.runtime.Setting;
import io.fedlog.runtime.Settings;
import io.fedlog.runtime.Shutdown;
import io.fedlog.schemas.RegistryServer;
import io.fedlog.standalone.installation.Installation;
import io.fedlog.standalone.installation.OwnSettings;
import io.fedlog.standalone.terminal.Surroundings;
import io.fedlog.standalone.terminal.UnusableException;
import io.fedlog.standalone.terminal.VersionText;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** An installation that stays until it is told to end. */
@Command(
    name = "up",
    header = "Runs a whole installation in one process that stays.",
    customSynopsis = {
      "fedlog up [--data-dir=DIR] [--port=N] [--registry-port=N] [--http-port=N]",
      ""
    },
    description = {
      "Starts a real Kafka broker, the coordinator, the aggregator, and the schemas on a registry's"
          + " read endpoints.",
      "All of it listens on this machine only (127.0.0.1). Ctrl-C ends it; what was learned stays"
          + " in the data directory and the next start goes on from there.",
      ""
    },
    footer = {
      "",
      "Coordinator and aggregator take their settings from the environment"
          + " (docs/configuration.md), save for where Kafka and their files are.",
      "",
      "  fedlog up --port 9092",
      "  FL_STORE_ID=harbour FL_DATA=harbour.csv fedlog agent     # in another terminal",
      "  kcat -b 127.0.0.1:9092 -t fl.rounds -s value=avro -r http://127.0.0.1:8081",
      "",
      "Exit status: 0 told to end, 1 failed, 2 an option, a port or the data directory cannot be"
          + " used."
    },
    sortOptions = false,
    mixinStandardHelpOptions = true,
    versionProvider = VersionText.class)
final class UpCommand implements Callable<Integer> {

  private static final int WATCH_MS = 500;

  private final Surroundings surroundings;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--data-dir",
      paramLabel = "DIR",
      defaultValue = "fedlog-data",
      description = "Where the log and all state is kept. Default: ${DEFAULT-VALUE} here")
  private Path dataDir = Path.of("fedlog-data");

  @Option(
      names = "--port",
      paramLabel = "N",
      defaultValue = "9092",
      description = "Kafka's port; 0 takes a free one. Default: ${DEFAULT-VALUE}")
  private int port;

  @Option(
      names = "--registry-port",
      paramLabel = "N",
      defaultValue = "8081",
      description = "The schemas' port; 0 takes a free one. Default: ${DEFAULT-VALUE}")
  private int registryPort;

  @Option(
      names = "--http-port",
      paramLabel = "N",
      description =
          "The REST API's port; 0 takes a free one. Not served without it or FL_HTTP_PORT")
  private @Nullable Integer httpPort;

  UpCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() throws InterruptedException {
    Map<String, String> settings = settings();
    LogSettings.from(Settings.fromEnv(settings)).apply("up", null);
    try (Shutdown shutdown = new Shutdown()) {
      surroundings.onEnd().accept(shutdown);
      RegistryServer registry = shutdown.add("schemas", registry());
      Installation installation =
          Installation.start(
              shutdown,
              EmbeddedKafka.builder().dataDir(dataDir).port(port),
              settings,
              surroundings.clock());
      greet(installation, registry);
      watch(installation, shutdown);
      shutdown.awaitRequest();
      Optional<Throwable> failure = installation.failure();
      if (failure.isPresent()) {
        throw new IllegalStateException("the broker cannot go on: " + failure.get().getMessage());
      }
    }
    return ExitStatus.OK.code();
  }

  /** A REST API is served by this command only, so its settings are not among those of all. */
  private Map<String, String> settings() {
    Map<String, String> settings = OwnSettings.of(httpSettings(), surroundings.environment());
    if (httpPort != null) {
      settings.put(HttpSettings.PORT.name(), httpPort.toString());
    }
    return settings;
  }

  private Map<String, String> httpSettings() {
    return HttpSettings.SETTINGS.stream()
        .map(Setting::name)
        .filter(name -> !surroundings.environment().getOrDefault(name, "").isBlank())
        .collect(Collectors.toMap(name -> name, surroundings.environment()::get));
  }

  private RegistryServer registry() {
    if (registryPort < 0 || registryPort > 65_535) {
      throw new IllegalArgumentException(
          "--registry-port is " + registryPort + "; expected 0 (any free port) to 65535.");
    }
    try {
      return RegistryServer.start(registryPort);
    } catch (UncheckedIOException e) {
      throw new UnusableException(e.getMessage() + " It is set with --registry-port.", e);
    }
  }

  private static void watch(Installation installation, Shutdown shutdown) {
    ScheduledExecutorService timer =
        Executors.newSingleThreadScheduledExecutor(
            task -> {
              Thread thread = new Thread(task, "fedlog-broker-watch");
              thread.setDaemon(true);
              return thread;
            });
    shutdown.add("broker watch", timer::shutdownNow);
    var unused =
        timer.scheduleWithFixedDelay(
            () -> installation.failure().ifPresent(fault -> shutdown.request()),
            WATCH_MS,
            WATCH_MS,
            TimeUnit.MILLISECONDS);
  }

  private void greet(Installation installation, RegistryServer registry) {
    PrintWriter out = spec.commandLine().getOut();
    out.println("Fedlog is up. Ctrl-C ends it.");
    out.println();
    out.println("  Kafka    " + installation.bootstrapServers());
    out.println("  schemas  " + registry.uri());
    out.println("  data     " + installation.dataDir());
    installation
        .restPort()
        .ifPresent(
            restPort -> {
              out.println("  REST     http://127.0.0.1:" + restPort + RestServer.BASE);
              out.println();
              out.println("Get a token for the REST API:");
              out.println();
              out.println(
                  "  "
                      + IdentitySettings.KEY_FILE.name()
                      + "="
                      + installation.coordinator().identity().keyFile()
                      + " ./fedlog token --role admin --subject me --for 1h");
            });
    out.println();
    out.println("Connect a store's agent from another terminal:");
    out.println();
    out.println(
        "  FL_BOOTSTRAP_SERVERS="
            + installation.bootstrapServers()
            + " FL_STORE_ID=my-store FL_DATA=my-store.csv ./fedlog agent");
    out.println();
    out.flush();
  }
}
