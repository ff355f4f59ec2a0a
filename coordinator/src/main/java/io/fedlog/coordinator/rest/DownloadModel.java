package io.fedlog.coordinator.rest;

import com.fasterxml.jackson.core.JsonGenerator;
import io.fedlog.coordinator.identity.Caller;
import io.fedlog.coordinator.rest.body.ParameterWriter;
import io.fedlog.runtime.models.Model;
import io.javalin.http.Context;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;

/** {@code GET /rounds/{round_id}/download}. The parameters are written as they are read. */
final class DownloadModel implements RestCall {

  private final RoundLookup rounds;
  private final MadeModels models;
  private final InstantSource clock;

  DownloadModel(RoundLookup rounds, MadeModels models, InstantSource clock) {
    this.rounds = rounds;
    this.models = models;
    this.clock = clock;
  }

  @Override
  public void answer(Context ctx, Caller caller) throws Exception {
    String roundId = ctx.pathParam("round_id");
    Model model = models.of(rounds.require(roundId));
    ctx.status(200).contentType(Bodies.TYPE).header("Cache-Control", "no-store");
    try (JsonGenerator json = Bodies.JSON.createGenerator(ctx.outputStream())) {
      json.writeStartObject();
      json.writeStringField("round_id", roundId);
      json.writeStringField("model_version", MadeModels.name(model));
      json.writeFieldName("parameters");
      ParameterWriter.write(json, model);
      json.writeStringField(
          "download_time", clock.instant().truncatedTo(ChronoUnit.MILLIS).toString());
      json.writeEndObject();
    }
  }
}
