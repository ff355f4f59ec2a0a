package io.fedlog.coordinator.rest;

import io.fedlog.coordinator.identity.Act;
import io.fedlog.runtime.SettingException;
import io.javalin.Javalin;
import io.javalin.compression.CompressionStrategy;
import io.javalin.config.JavalinConfig;
import io.javalin.config.RoutesConfig;
import io.javalin.util.JavalinBindException;

/** Serves the REST contract over HTTPS, or over HTTP on a loopback address. */
public final class RestServer implements AutoCloseable {

  /** What every path of the contract begins with. */
  public static final String BASE = "/api/v1/federated-learning";

  private final Javalin server;
  private final RestListener listener;

  private RestServer(Javalin server, RestListener listener) {
    this.server = server;
    this.listener = listener;
  }

  /**
   * Begins to serve.
   *
   * @throws SettingException when the address or the certificate cannot be used
   */
  public static RestServer start(HttpSettings settings, RestParts parts) {
    RestListener listener = new RestListener(settings);
    Javalin server =
        Javalin.create(
            config -> {
              configure(config);
              listener.configure(config.jetty);
              config.requestLogger.http(new RequestMeters(parts.meters())::answered);
              ProblemWriter.register(config.routes);
              register(config.routes, settings, parts);
            });
    try {
      RestServer started = new RestServer(server.start(), listener);
      listener.start();
      return started;
    } catch (JavalinBindException e) {
      server.stop();
      listener.close();
      throw new SettingException(
          "The REST API cannot be served on %s:%d: %s. Give another %s or %s."
              .formatted(
                  settings.host(),
                  settings.port().orElseThrow(),
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
  }

  /** Puts every call into {@code routes}; each is in {@code openapi.json}, as a test holds. */
  static void register(RoutesConfig routes, HttpSettings settings, RestParts parts) {
    CallRates rates = new CallRates(settings.requestsPerSecond(), parts.clock());
    rates.register(routes);
    CrossSiteCalls.refuse(routes);
    DocumentRoutes.register(routes, BASE);
    HealthRoutes.register(routes, parts.health());
    RoundLookup rounds = new RoundLookup(parts.view(), parts.clock());
    RoundDrafts drafts = new RoundDrafts(parts.definitions(), parts.maxAbsValue());
    MadeModels models = new MadeModels(parts.models());
    Access access = new Access(parts.tokens(), parts.trail(), rates, parts.ready());
    String round = BASE + "/rounds/{round_id}";
    routes.post(
        BASE + "/rounds",
        access.may(
            Act.CREATE_ROUND,
            new CreateRound(
                rounds,
                drafts,
                parts.defaults(),
                parts.topics(),
                parts.writer(),
                parts.models(),
                parts.budgets(),
                parts.clock(),
                parts.roundIds())));
    routes.post(round + "/join", access.may(Act.JOIN_ROUND, new JoinRound(rounds, parts.joins())));
    UploadRoutes.register(routes, settings, parts, access, rounds, drafts);
    routes.post(
        round + "/aggregate",
        access.mayTake(
            Act.AGGREGATE_ROUND,
            new AggregateRound(
                rounds, parts.definitions(), models, parts.writer(), parts.clock())));
    routes.get(
        round + "/download",
        access.mayTake(Act.DOWNLOAD_MODEL, new DownloadModel(rounds, models, parts.clock())));
    routes.get(round + "/status", access.may(Act.READ_ROUNDS, new RoundStatusCall(rounds)));
    AccessRoutes.register(routes, parts, access);
    ListRoutes.register(routes, parts, access);
  }

  /** The port it listens on. */
  public int port() {
    return server.port();
  }

  @Override
  public void close() {
    var unused = server.stop();
    listener.close();
  }
}
