package io.fedlog.coordinator.rest;

import com.fasterxml.jackson.core.JsonGenerator;
import io.fedlog.coordinator.identity.Caller;
import io.fedlog.coordinator.rest.binary.BinaryForm;
import io.fedlog.coordinator.rest.body.ParameterWriter;
import io.fedlog.runtime.models.Model;
import io.fedlog.schemas.ModelReference;
import io.javalin.http.Context;
import java.io.IOException;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Collections;
import org.jspecify.annotations.Nullable;

/**
 * {@code GET /rounds/{round_id}/download}, in the form that the client accepts. The parameters are
 * written as they are read; a client that has them already is told so.
 */
final class DownloadModel implements ModelCall {

  private final RoundLookup rounds;
  private final MadeModels models;
  private final InstantSource clock;

  DownloadModel(RoundLookup rounds, MadeModels models, InstantSource clock) {
    this.rounds = rounds;
    this.models = models;
    this.clock = clock;
  }

  @Override
  public Answer prepare(Context ctx, Caller caller) throws Exception {
    String roundId = ctx.pathParam("round_id");
    ModelReference version = MadeModels.version(rounds.require(roundId));
    String type = acceptedType(ctx);
    @Nullable BinaryForm form = UploadForms.binary(type);
    ModelTag tag = ModelTag.of(version, form);
    boolean known = tag.isIn(ctx.header("If-None-Match"));
    @Nullable Model model = known ? null : models.of(version);
    ctx.header("ETag", tag.text()).header("Vary", "Accept").header("Cache-Control", "no-cache");
    if (model == null) {
      ctx.status(304);
      return () -> {};
    }
    return () -> {
      ctx.status(200).contentType(type);
      if (form == null) {
        writeJson(ctx, roundId, model);
      } else {
        writeBinary(ctx, form, model);
      }
    };
  }

  private static String acceptedType(Context ctx) {
    String accept = String.join(",", Collections.list(ctx.req().getHeaders("Accept")));
    return MediaTypes.choose(accept, UploadForms.offered())
        .orElseThrow(
            () ->
                ProblemException.notAcceptable(
                    "Accept: expected one of " + UploadForms.offered() + ", others came"));
  }

  private void writeJson(Context ctx, String roundId, Model model) throws IOException {
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

  private static void writeBinary(Context ctx, BinaryForm form, Model model) throws IOException {
    try {
      form.write(model, ctx.outputStream());
    } catch (IllegalArgumentException e) {
      throw ProblemException.notAcceptable("Accept: " + e.getMessage());
    }
  }
}
