package io.fedlog.coordinator.rest;

import io.fedlog.coordinator.rest.limits.OpenConnections;
import io.fedlog.coordinator.rest.limits.SteadyBody;
import io.fedlog.coordinator.rest.tls.LiveCertificate;
import io.fedlog.coordinator.rest.tls.TlsFiles;
import io.javalin.config.JettyConfig;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where the REST API listens: the address, HTTPS where there is a certificate, and how long it
 * waits for clients. Looks every second whether the certificate has changed and who is too slow.
 */
final class RestListener implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(RestListener.class);

  private static final Duration IDLE = Duration.ofSeconds(30);
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final int MOST_HEADER_BYTES = 16 << 10;

  /** Of a body, on average; 64 MiB then take 4.6 hours at most. */
  private static final int LEAST_BYTES_PER_SECOND = 4 << 10;

  private static final int WAITING_TO_BE_ACCEPTED = 512;
  private static final long LOOK_EVERY_MS = 1_000;

  private final HttpSettings settings;
  private final Duration patience;
  private final @Nullable LiveCertificate certificate;
  private final OpenConnections connections;
  private final ScheduledExecutorService looks =
      Executors.newSingleThreadScheduledExecutor(RestListener::thread);

  /**
   * @throws io.fedlog.runtime.SettingException when the certificate cannot be used
   */
  RestListener(HttpSettings settings) {
    this(settings, PATIENCE);
  }

  /**
   * @param patience within which a request's headers must be there, and after which the pace of its
   *     body matters
   */
  RestListener(HttpSettings settings, Duration patience) {
    this.settings = settings;
    this.patience = patience;
    TlsFiles files = settings.tls();
    this.certificate = files == null ? null : LiveCertificate.open(files);
    this.connections = new OpenConnections(settings.mostConnections(), patience, System::nanoTime);
  }

  /** Has Javalin listen here and nowhere else. */
  void configure(JettyConfig jetty) {
    jetty.modifyServer(server -> server.setErrorHandler(new EarlyProblems()));
    jetty.modifyHttpConfiguration(this::configure);
    jetty.addConnector(this::connector);
  }

  /** Begins to look after the certificate and the connections. */
  void start() {
    var unused =
        looks.scheduleWithFixedDelay(
            this::look, LOOK_EVERY_MS, LOOK_EVERY_MS, TimeUnit.MILLISECONDS);
  }

  private void configure(HttpConfiguration http) {
    http.setSendServerVersion(false);
    http.setIdleTimeout(IDLE.toMillis());
    http.setRequestHeaderSize(MOST_HEADER_BYTES);
    http.setUriCompliance(UriCompliance.DEFAULT);
    if (certificate != null) {
      // The one certificate is for every name: which one is asked for does not matter.
      http.addCustomizer(new SecureRequestCustomizer(false));
    }
    http.addCustomizer(new SafeHeaders());
    http.addCustomizer(connections);
    http.addCustomizer(new SteadyBody(LEAST_BYTES_PER_SECOND, patience, System::nanoTime));
  }

  private ServerConnector connector(Server server, HttpConfiguration http) {
    HttpConnectionFactory plain = new HttpConnectionFactory(http);
    ServerConnector connector =
        certificate == null
            ? new ServerConnector(server, plain)
            : new ServerConnector(server, certificate.contexts(), plain);
    connector.setHost(settings.host());
    connector.setPort(settings.port().orElseThrow());
    connector.setIdleTimeout(IDLE.toMillis());
    connector.setAcceptQueueSize(WAITING_TO_BE_ACCEPTED);
    connector.addBean(connections);
    return connector;
  }

  private void look() {
    try {
      connections.closeWaiting();
      if (certificate != null) {
        certificate.refresh();
      }
    } catch (RuntimeException e) {
      LOG.error("The look after the REST API's connections failed and is repeated", e);
    }
  }

  private static Thread thread(Runnable work) {
    Thread thread = new Thread(work, "rest-listener");
    thread.setDaemon(true);
    return thread;
  }

  @Override
  public void close() {
    looks.shutdownNow();
  }
}
