package io.fedlog.coordinator.rest;

import static io.fedlog.coordinator.rest.CallerRole.ADMIN;
import static io.fedlog.coordinator.rest.CallerRole.ANALYST;
import static io.fedlog.coordinator.rest.CallerRole.OPERATOR;
import static io.fedlog.coordinator.rest.CallerRole.STORE;

import io.fedlog.runtime.SettingException;
import io.javalin.Javalin;
import io.javalin.compression.CompressionStrategy;
import io.javalin.config.JavalinConfig;
import io.javalin.config.RoutesConfig;
import io.javalin.util.JavalinBindException;
import java.time.Duration;
import java.util.Set;

/** Serves the REST contract over HTTP on a loopback address. */
public final class RestServer implements AutoCloseable {

  /** What every path of the contract begins with. */
  public static final String BASE = "/api/v1/federated-learning";

  private static final long IDLE_MS = 30_000;
  private static final Duration ROOM_WITHIN = Duration.ofSeconds(10);

  private final Javalin server;

  private RestServer(Javalin server) {
    this.server = server;
  }

  /**
   * Begins to serve.
   *
   * @throws SettingException when the address cannot be used
   */
  public static RestServer start(HttpSettings settings, RestParts parts) {
    int port = settings.port().orElseThrow();
    Javalin server =
        Javalin.create(
            config -> {
              configure(config);
              ProblemWriter.register(config.routes);
              register(config.routes, settings, parts);
            });
    try {
      return new RestServer(server.start(settings.host(), port));
    } catch (JavalinBindException e) {
      server.stop();
      throw new SettingException(
          "The REST API cannot be served on %s:%d: %s. Give another %s or %s."
              .formatted(
                  settings.host(),
                  port,
                  e.getMessage(),
                  HttpSettings.PORT.name(),
                  HttpSettings.HOST.name()));
    }
  }

  private static void configure(JavalinConfig config) {
    config.startup.showJavalinBanner = false;
    config.startup.showOldJavalinVersionWarning = false;
    config.startup.startupWatcherEnabled = false;
    config.http.prefer405over404 = true;
    config.http.compressionStrategy = CompressionStrategy.NONE;
    config.jetty.modifyServer(server -> server.setErrorHandler(new EarlyProblems()));
    config.jetty.modifyHttpConfiguration(
        http -> {
          http.setSendServerVersion(false);
          http.setIdleTimeout(IDLE_MS);
        });
  }

  private static void register(RoutesConfig routes, HttpSettings settings, RestParts parts) {
    RoundLookup rounds = new RoundLookup(parts.view(), parts.clock());
    RoundDrafts drafts = new RoundDrafts(parts.definitions(), parts.maxAbsValue());
    MadeModels models = new MadeModels(parts.models());
    Access access = new Access(parts.callers(), parts.ready());
    String round = BASE + "/rounds/{round_id}";
    routes.post(
        BASE + "/rounds",
        access.only(
            Set.of(ADMIN),
            new CreateRound(
                rounds,
                drafts,
                parts.defaults(),
                parts.topics(),
                parts.writer(),
                parts.models(),
                parts.clock(),
                parts.roundIds())));
    routes.post(
        round + "/join",
        access.only(Set.of(STORE), new JoinRound(rounds, parts.writer(), parts.clock())));
    routes.post(
        round + "/upload",
        access.only(
            Set.of(STORE),
            new UploadUpdate(
                rounds,
                new FirstUpload(rounds, drafts, parts.topics(), parts.writer(), parts.clock()),
                parts.uploads(),
                new UploadRoom(Runtime.getRuntime().maxMemory() / 4, ROOM_WITHIN),
                settings.mostBodyBytes())));
    routes.post(
        round + "/aggregate",
        access.only(
            Set.of(ADMIN), new AggregateRound(rounds, models, parts.writer(), parts.clock())));
    routes.get(
        round + "/download",
        access.only(
            Set.of(STORE, ADMIN, OPERATOR), new DownloadModel(rounds, models, parts.clock())));
    routes.get(
        round + "/status",
        access.only(Set.of(STORE, ADMIN, OPERATOR, ANALYST), new RoundStatusCall(rounds)));
  }

  /** The port it listens on. */
  public int port() {
    return server.port();
  }

  @Override
  public void close() {
    var unused = server.stop();
  }
}
