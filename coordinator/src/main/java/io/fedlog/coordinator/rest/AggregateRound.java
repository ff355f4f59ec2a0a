package io.fedlog.coordinator.rest;

import com.fasterxml.jackson.core.JsonGenerator;
import io.fedlog.coordinator.identity.Caller;
import io.fedlog.coordinator.log.Commands;
import io.fedlog.coordinator.log.LogView;
import io.fedlog.coordinator.log.LogWriter;
import io.fedlog.coordinator.rest.body.JsonBody;
import io.fedlog.coordinator.rest.body.ParameterWriter;
import io.fedlog.coordinator.rounds.RoundDefinitions;
import io.fedlog.runtime.models.Model;
import io.fedlog.schemas.MethodChoice;
import io.fedlog.schemas.RoundDefinition;
import io.fedlog.schemas.RoundStatus;
import io.javalin.http.Context;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;

/**
 * {@code POST /rounds/{round_id}/aggregate}: decides an open round at once, with the updates there
 * are, and answers with the result; of a completed round it answers with the stored one. Waits a
 * bounded time, then says where to ask.
 */
final class AggregateRound implements ModelCall {

  private static final long MOST_BYTES = 64 << 10;
  private static final Duration WAIT = Duration.ofSeconds(10);

  private final RoundLookup rounds;
  private final RoundDefinitions definitions;
  private final MadeModels models;
  private final LogWriter writer;
  private final InstantSource clock;

  AggregateRound(
      RoundLookup rounds,
      RoundDefinitions definitions,
      MadeModels models,
      LogWriter writer,
      InstantSource clock) {
    this.rounds = rounds;
    this.definitions = definitions;
    this.models = models;
    this.writer = writer;
    this.clock = clock;
  }

  @Override
  public Answer prepare(Context ctx, Caller caller) throws Exception {
    String roundId = ctx.pathParam("round_id");
    Bodies.requireJson(ctx);
    Fields body = new Fields(JsonBody.object(ctx.bodyInputStream(), MOST_BYTES), "");
    KnownRound round = rounds.require(roundId);
    requireSame(body, roundId);
    Optional<String> method = body.text("method");
    if (round.status() == RoundStatus.CREATED || round.status() == RoundStatus.IN_PROGRESS) {
      decide(roundId, round, method.orElse(round.method()), body, caller);
    }
    Optional<KnownRound> over = awaitEnd(roundId);
    if (over.isEmpty()) {
      return () -> accepted(ctx, roundId);
    }
    Model model = models.of(over.get());
    requireUsed(over.get(), model, method);
    return () -> respond(ctx, roundId, over.get(), model);
  }

  private static void requireSame(Fields body, String roundId) {
    String named = body.text("round_id").orElse(roundId);
    if (!named.equals(roundId)) {
      throw ProblemException.malformed("round_id: expected that of the path, came another");
    }
  }

  private void decide(String roundId, KnownRound round, String method, Fields body, Caller caller) {
    RoundDefinition definition = round.definition();
    if (definition == null) {
      throw ProblemException.wrongState(
          "the round is %s and nobody has uploaded yet; %d updates are needed"
              .formatted(round.statusWord(), round.needed()));
    }
    Map<String, String> parameters = body.object("method_parameters").scalars();
    Commands commands = new Commands(rounds.view(), writer, clock, caller.subject());
    try {
      if (method.equals(definition.getMethod()) && parameters.isEmpty()) {
        commands.aggregateNow(roundId);
      } else {
        commands.aggregateNow(roundId, choice(definition, method, parameters));
      }
    } catch (IllegalStateException e) {
      // It ended meanwhile, which is what was wanted; how it ended is answered below.
    }
  }

  private MethodChoice choice(
      RoundDefinition definition, String method, Map<String, String> parameters) {
    try {
      return definitions.choose(definition, method, parameters);
    } catch (IllegalArgumentException e) {
      throw ProblemException.unfit("method: " + e.getMessage());
    }
  }

  private Optional<KnownRound> awaitEnd(String roundId) throws InterruptedException {
    LogView view = rounds.view();
    return rounds.await(
        () -> KnownRound.find(view, roundId, clock.instant()).filter(KnownRound::isOver), WAIT);
  }

  private static void accepted(Context ctx, String roundId) throws IOException {
    String path = ctx.path();
    ctx.header("Location", path.substring(0, path.lastIndexOf('/')) + "/status");
    Bodies.answer(
        ctx,
        202,
        json -> {
          json.put("round_id", roundId);
          json.put("status", "aggregating");
          json.put(
              "message",
              "The round is decided as soon as it has its minimum of updates; its status tells.");
        });
  }

  private static void requireUsed(KnownRound round, Model model, Optional<String> asked) {
    String used = model.manifest().getMethod();
    if (!asked.orElse(used).equals(used)) {
      throw ProblemException.wrongState(
          "method: the round is %s and was aggregated by %s; another method is for rounds that are not decided yet"
              .formatted(round.statusWord(), used));
    }
  }

  private static void respond(Context ctx, String roundId, KnownRound round, Model model)
      throws IOException {
    ctx.status(200).contentType(Bodies.TYPE);
    try (JsonGenerator json = Bodies.JSON.createGenerator(ctx.outputStream())) {
      json.writeStartObject();
      json.writeStringField("round_id", roundId);
      json.writeObjectFieldStart("global_model");
      json.writeFieldName("parameters");
      ParameterWriter.write(json, model);
      json.writeStringField("aggregation_method", model.manifest().getMethod());
      json.writeEndObject();
      json.writeNumberField("num_participating_stores", round.participating());
      json.writeStringField("aggregated_at", model.manifest().getPublishedAt().toString());
      json.writeEndObject();
    }
  }
}
