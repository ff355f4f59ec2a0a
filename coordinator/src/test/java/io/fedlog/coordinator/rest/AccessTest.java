package io.fedlog.coordinator.rest;

import static org.assertj.core.api.Assertions.assertThat;

import io.fedlog.coordinator.audit.AuditLog;
import io.fedlog.coordinator.audit.AuditTrail;
import io.fedlog.coordinator.identity.Act;
import io.fedlog.coordinator.identity.IdentitySettings;
import io.fedlog.coordinator.identity.MemoryAccess;
import io.fedlog.coordinator.identity.OwnTokens;
import io.fedlog.coordinator.identity.SetClock;
import io.fedlog.coordinator.identity.Tokens;
import io.fedlog.schemas.AccessRole;
import io.fedlog.schemas.AuditEvent;
import io.javalin.Javalin;
import io.javalin.http.Handler;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the audit topic is told of calls, over HTTP. */
class AccessTest {

  private static final HttpClient HTTP = HttpClient.newHttpClient();

  @TempDir Path folder;

  private final SetClock clock = new SetClock();
  private final List<AuditEvent> events = new CopyOnWriteArrayList<>();
  private OwnTokens tokens;
  private boolean logIsAway;

  @BeforeEach
  void makeAKey() {
    tokens = new OwnTokens(folder, clock);
  }

  @Test
  void shouldNameTheRound_thatACallMakes() throws Exception {
    HttpResponse<String> response =
        answer(
            access ->
                access.may(
                    Act.CREATE_ROUND,
                    (ctx, caller) -> {
                      Access.isAbout(ctx, "round_1");
                      ctx.status(201);
                    }));

    assertThat(response.statusCode()).isEqualTo(201);
    assertThat(events).extracting(AuditEvent::getRoundId).containsExactly("round_1");
    assertThat(events).extracting(AuditEvent::getResult).containsExactly("ok");
  }

  @Test
  void shouldNameTheRound_whenACallFailsHalfway() throws Exception {
    HttpResponse<String> response =
        answer(
            access ->
                access.may(
                    Act.CREATE_ROUND,
                    (ctx, caller) -> {
                      Access.isAbout(ctx, "round_1");
                      throw new TimeoutException("away");
                    }));

    assertThat(response.statusCode()).isEqualTo(503);
    assertThat(events).extracting(AuditEvent::getRoundId).containsExactly("round_1");
    assertThat(events).extracting(AuditEvent::getResult).containsExactly("failed");
  }

  @Test
  void shouldWriteDown_beforeAModelIsHandedOut() throws Exception {
    HttpResponse<String> response =
        answer(
            access ->
                access.mayTake(
                    Act.DOWNLOAD_MODEL,
                    (ctx, caller) -> () -> ctx.result(events.size() + " written")));

    assertThat(response.body()).isEqualTo("1 written");
    assertThat(events).hasSize(1);
  }

  @Test
  void shouldHandOutNothing_whenItCannotBeWrittenDown() throws Exception {
    logIsAway = true;
    AtomicBoolean sent = new AtomicBoolean();
    HttpResponse<String> response =
        answer(access -> access.mayTake(Act.DOWNLOAD_MODEL, (ctx, caller) -> () -> sent.set(true)));

    assertThat(response.statusCode()).isEqualTo(503);
    assertThat(sent).isFalse();
  }

  @Test
  void shouldCallItAFailureOfOurs_whenTheAnswerIs500() throws Exception {
    HttpResponse<String> response =
        answer(
            access ->
                access.may(
                    Act.CREATE_ROUND,
                    (ctx, caller) -> {
                      throw new IllegalStateException("weights are 0.25, 0.5");
                    }));

    assertThat(response.statusCode()).isEqualTo(500);
    assertThat(events).extracting(AuditEvent::getResult).containsExactly("failed");
    assertThat(events.get(0).getDetails()).containsEntry("reason", "IllegalStateException");
  }

  @Test
  void shouldWriteTheFieldOnly_whenTheCallerIsToldWhatCame() throws Exception {
    HttpResponse<String> response =
        answer(
            access ->
                access.may(
                    Act.CREATE_ROUND,
                    (ctx, caller) -> {
                      throw ProblemException.malformed("model_type: expected text, came 0.25");
                    }));

    assertThat(response.body()).contains("came 0.25");
    assertThat(events).extracting(AuditEvent::getResult).containsExactly("refused");
    assertThat(events.get(0).getDetails()).containsEntry("reason", "400 Bad Request: model_type");
  }

  /** To one call of an operator's. */
  private HttpResponse<String> answer(Function<Access, Handler> call) throws Exception {
    AuditTrail trail =
        new AuditTrail(
            new AuditLog() {
              @Override
              public void write(AuditEvent event) {
                if (logIsAway) {
                  throw new TimeoutException("away");
                }
                events.add(event);
              }

              @Override
              public void offer(AuditEvent event) {
                events.add(event);
              }
            },
            clock);
    Access access =
        new Access(
            Tokens.from(new IdentitySettings(tokens.keyFile(), "fedlog", "fedlog", null))
                .verifier(new MemoryAccess(clock).view(), clock),
            trail,
            new CallRates(1000, clock),
            () -> true);
    Javalin server =
        Javalin.create(
            config -> {
              config.startup.showJavalinBanner = false;
              ProblemWriter.register(config.routes);
              config.routes.get("/", call.apply(access));
            });
    try {
      server.start("127.0.0.1", 0);
      return HTTP.send(
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port()))
              .header("Authorization", "Bearer " + tokens.of("ada", AccessRole.OPERATOR))
              .build(),
          BodyHandlers.ofString());
    } finally {
      var unused = server.stop();
    }
  }
}
