package io.fedlog.coordinator.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fedlog.runtime.Settings;
import io.javalin.Javalin;
import io.javalin.http.Context;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Clients that send too little, or hold too much, and those beside them. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class SlowClientsTest {

  private static final Duration PATIENCE = Duration.ofSeconds(2);
  private static final int SLOW = 200;
  private static final int LARGE = 64 << 20;

  private final HttpClient client = HttpClient.newHttpClient();
  private final List<Socket> sockets = new ArrayList<>();
  private final AtomicInteger writing = new AtomicInteger();

  private RestListener listener;
  private Javalin server;

  @BeforeEach
  void serve() {
    HttpSettings settings =
        HttpSettings.from(
            Settings.fromEnv(Map.of("FL_HTTP_PORT", "0", "FL_HTTP_MAX_CONNECTIONS", "500")));
    listener = new RestListener(settings, PATIENCE);
    server =
        Javalin.create(
                config -> {
                  listener.configure(config.jetty);
                  ProblemWriter.register(config.routes);
                  config.routes.get("/", ctx -> ctx.result("here"));
                  config.routes.get("/large", this::large);
                  config.routes.post(
                      "/", ctx -> ctx.result(ctx.bodyInputStream().readAllBytes().length + ""));
                })
            .start();
    listener.start();
  }

  @AfterEach
  void stop() throws IOException {
    for (Socket socket : sockets) {
      socket.close();
    }
    server.stop();
    listener.close();
  }

  @Test
  void shouldServeOthers_andLetGoOfConnections_whoseHeadersTrickle() throws Exception {
    for (int i = 0; i < SLOW; i++) {
      send(connect(), "GET / HTTP/1.1\r\nHost: a\r\n");
    }

    long start = System.nanoTime();
    int served = 0;
    while (sockets.stream().anyMatch(socket -> !closed(socket))) {
      assertThat(System.nanoTime() - start).isLessThan(PATIENCE.multipliedBy(8).toNanos());
      trickle("X: y\r\n");
      assertServed();
      served++;
    }

    assertThat(System.nanoTime() - start).isGreaterThan(PATIENCE.dividedBy(2).toNanos());
    assertThat(served).isGreaterThan(1);
  }

  @Test
  void shouldServeOthers_andEndBodies_thatTrickle() throws Exception {
    for (int i = 0; i < SLOW; i++) {
      send(connect(), "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000\r\n\r\n");
    }

    long start = System.nanoTime();
    List<Socket> going = new ArrayList<>(sockets);
    while (!going.isEmpty()) {
      assertThat(System.nanoTime() - start).isLessThan(PATIENCE.multipliedBy(8).toNanos());
      trickle("z");
      assertServed();
      for (Socket socket : List.copyOf(going)) {
        String answer = answer(socket);
        if (!answer.isEmpty()) {
          assertThat(answer)
              .startsWith("HTTP/1.1 408 ")
              .contains("expected at least 4096 bytes a second");
          going.remove(socket);
        }
      }
    }
  }

  @Test
  void shouldLetGoOfClients_thatTakeAnAnswerByteByByte() throws Exception {
    for (int i = 0; i < 20; i++) {
      Socket socket = new Socket();
      socket.setReceiveBufferSize(4096);
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port()));
      sockets.add(socket);
      send(socket, "GET /large HTTP/1.1\r\nHost: a\r\n\r\n");
    }
    await().until(() -> writing.get() == 20);

    long start = System.nanoTime();
    while (writing.get() > 0) {
      assertThat(System.nanoTime() - start).isLessThan(PATIENCE.multipliedBy(15).toNanos());
      for (Socket socket : sockets) {
        assertThat(socket.getInputStream().read()).isNotNegative();
      }
      assertServed();
    }
    assertThat(System.nanoTime() - start).isGreaterThan(PATIENCE.dividedBy(2).toNanos());
  }

  @Test
  void shouldServeALargeAnswerWhole_whenItIsTakenAsItComes() throws Exception {
    HttpResponse<byte[]> answer =
        client.send(
            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + "/large"))
                .build(),
            BodyHandlers.ofByteArray());
    assertThat(answer.body()).hasSize(LARGE);
  }

  private void large(Context ctx) throws IOException {
    writing.incrementAndGet();
    try {
      byte[] part = new byte[64 << 10];
      for (int written = 0; written < LARGE; written += part.length) {
        ctx.outputStream().write(part);
      }
    } finally {
      writing.decrementAndGet();
    }
  }

  @Test
  void shouldTakeABody_thatComesInPieces() throws Exception {
    Socket socket = connect();
    send(socket, "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\na");
    assertServed(); // meanwhile
    send(socket, "b");
    socket.setSoTimeout(10_000);
    byte[] answer = new byte[15];
    assertThat(socket.getInputStream().readNBytes(answer, 0, 15)).isEqualTo(15);
    assertThat(new String(answer, StandardCharsets.US_ASCII)).isEqualTo("HTTP/1.1 200 OK");
  }

  @Test
  void shouldLetNoAddressHold_moreThanHalfOfTheConnections() throws Exception {
    for (int i = 0; i < 251; i++) {
      var unused = connect(); // which of them comes last is the server's to say
    }

    await().until(() -> sockets.stream().filter(SlowClientsTest::closed).count() == 1);
    for (int i = 0; i < 10; i++) {
      sockets.get(i).close();
    }
    await().ignoreExceptions().until(() -> served().statusCode() == 200);
  }

  private void assertServed() throws Exception {
    long start = System.nanoTime();
    assertThat(served().body()).isEqualTo("here");
    assertThat(System.nanoTime() - start).isLessThan(TimeUnit.SECONDS.toNanos(2));
  }

  private HttpResponse<String> served() throws Exception {
    return client.send(
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + "/"))
            .timeout(Duration.ofSeconds(5))
            .build(),
        BodyHandlers.ofString());
  }

  private Socket connect() throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
    sockets.add(socket);
    return socket;
  }

  private void trickle(String text) {
    for (Socket socket : sockets) {
      try {
        send(socket, text);
      } catch (IOException e) {
        // It has been closed, which is what the test waits for.
      }
    }
  }

  private static void send(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
  }

  private static boolean closed(Socket socket) {
    try {
      socket.setSoTimeout(1);
      return end(socket);
    } catch (IOException e) {
      return true;
    }
  }

  /** Whether the other side has closed it; false while nothing comes. */
  private static boolean end(Socket socket) {
    try {
      return socket.getInputStream().read() < 0;
    } catch (SocketTimeoutException e) {
      return false;
    } catch (IOException e) {
      return true;
    }
  }

  private static String answer(Socket socket) throws IOException {
    socket.setSoTimeout(1);
    byte[] bytes = new byte[4096];
    try {
      int count = socket.getInputStream().read(bytes);
      return count < 0 ? "closed" : new String(bytes, 0, count, StandardCharsets.US_ASCII);
    } catch (SocketTimeoutException e) {
      return "";
    }
  }
}
