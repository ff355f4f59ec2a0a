package io.fedlog.coordinator.rest;

import io.fedlog.coordinator.rest.binary.BinaryForm;
import io.fedlog.coordinator.rest.binary.Wanted;
import io.fedlog.coordinator.rest.body.TrainingMetrics;
import io.fedlog.coordinator.rest.body.UploadBody;
import io.javalin.http.Context;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads uploads in the form that their Content-Type names; JSON where there is none. */
final class UploadForms {

  /** Where binary bodies have their training_metrics: a JSON object. */
  static final String METRICS = "Fedlog-Training-Metrics";

  /**
   * Memory for each byte of JSON: its numbers as they come, the buffer they outgrew, and the update
   * that is sent.
   */
  private static final long JSON_COST = 4;

  private UploadForms() {}

  /** The forms that there are, JSON first. */
  static List<String> offered() {
    List<String> types = new ArrayList<>(List.of(Bodies.TYPE));
    Arrays.stream(BinaryForm.values()).map(BinaryForm::mediaType).forEach(types::add);
    return types;
  }

  /** The form of a media type; null when that is JSON. */
  static @Nullable BinaryForm binary(@Nullable String type) {
    for (BinaryForm form : BinaryForm.values()) {
      if (form.mediaType().equals(type)) {
        return form;
      }
    }
    return null;
  }

  /** Refuses a body of another form, or a compressed one. */
  static void require(Context ctx) {
    String type = MediaTypes.plain(ctx.contentType());
    if (type != null && !offered().contains(type)) {
      throw ProblemException.unsupported(
          "Content-Type: expected one of " + offered() + ", another one came");
    }
    Bodies.requirePlainCoding(ctx);
  }

  /** Memory that it takes to read the body. */
  static long memory(Context ctx, Wanted wanted) {
    long length = ctx.req().getContentLengthLong();
    long announced = length < 0 ? wanted.mostBytes() : length;
    BinaryForm form = binary(MediaTypes.plain(ctx.contentType()));
    return form == null ? announced * JSON_COST : form.memory(announced, wanted);
  }

  /** Reads the body. */
  static UploadBody read(Context ctx, String roundId, Wanted wanted) throws IOException {
    BinaryForm form = binary(MediaTypes.plain(ctx.contentType()));
    if (form == null) {
      return UploadBody.read(
          ctx.bodyInputStream(), wanted.mostBytes(), roundId, wanted.mostNumbers());
    }
    TrainingMetrics metrics = TrainingMetrics.parse(ctx.header(METRICS));
    return new UploadBody(form.read(ctx.bodyInputStream(), wanted), metrics);
  }
}
