package io.fedlog.coordinator.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.fedlog.coordinator.identity.Act;
import io.fedlog.coordinator.identity.Caller;
import io.fedlog.coordinator.identity.ForbiddenException;
import io.fedlog.coordinator.rest.body.BodyException;
import io.fedlog.coordinator.rest.body.JsonBody;
import io.javalin.Javalin;
import io.javalin.http.HttpStatus;
import io.javalin.http.NotFoundResponse;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.NoSuchElementException;
import org.apache.kafka.common.errors.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RefusalReasonTest {

  private static final ForbiddenException FORBIDDEN =
      catchThrowableOfType(
          ForbiddenException.class, () -> Caller.enrolling("north").require(Act.CREATE_ROUND));

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "model_type: expected text, came [0.25, 0.5] | 400 Bad Request: model_type",
        "config.layout.w1: expected whole numbers, came [0.25] | 400 Bad Request: config",
        "model_type is missing | 400 Bad Request",
        "0.25: expected a name | 400 Bad Request",
        "w0_25: expected a name | 400 Bad Request",
      })
  void shouldNameTheField_andRepeatNothingThatCame(String detail, String reason) {
    assertThat(RefusalReason.of(ProblemException.malformed(detail))).isEqualTo(reason);
  }

  @Test
  void shouldRepeatNothingOfABody_thatCannotBeRead() {
    BodyException failure =
        catchThrowableOfType(
            BodyException.class,
            () ->
                JsonBody.object(
                    new ByteArrayInputStream(
                        "{\"secret\": 0.25, secret}".getBytes(StandardCharsets.UTF_8)),
                    1000));

    assertThat(RefusalReason.of(failure)).isEqualTo("400 Bad Request");
  }

  @Test
  void shouldSayWhoMay_whenTheCallerMayNot() {
    assertThat(RefusalReason.of(FORBIDDEN)).startsWith("create_round is for admin, operator");
  }

  @Test
  void shouldGoByTheStatus_withWhichEachFailureIsAnswered() throws Exception {
    List<Exception> failures =
        List.of(
            ProblemException.wrongState("the round is open"),
            ProblemException.unavailable("ask again"),
            ProblemException.unfit("0.25"),
            FORBIDDEN,
            new NotFoundResponse(),
            new EOFException("early"),
            new TimeoutException("away"),
            new InterruptedException("stop"),
            new IllegalArgumentException("ours"),
            new IllegalStateException("ours"),
            new NoSuchElementException("ours"));
    Javalin server =
        Javalin.create(
            config -> {
              config.startup.showJavalinBanner = false;
              ProblemWriter.register(config.routes);
              config.routes.get(
                  "/{number}",
                  ctx -> {
                    throw failures.get(Integer.parseInt(ctx.pathParam("number")));
                  });
            });
    try {
      server.start("127.0.0.1", 0);
      for (int i = 0; i < failures.size(); i++) {
        int status = status("http://127.0.0.1:" + server.port() + "/" + i);
        @Nullable String reason = RefusalReason.of(failures.get(i));
        if (status >= 500) {
          assertThat(reason).as(failures.get(i).toString()).isNull();
        } else if (failures.get(i) != FORBIDDEN) {
          assertThat(reason).isEqualTo(status + " " + HttpStatus.forStatus(status).getMessage());
        }
      }
    } finally {
      var unused = server.stop();
    }
  }

  private static int status(String address) throws Exception {
    return HttpClient.newHttpClient()
        .send(HttpRequest.newBuilder(URI.create(address)).build(), BodyHandlers.discarding())
        .statusCode();
  }
}
