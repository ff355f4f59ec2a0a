package io.fedlog.coordinator.rest;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.http.Context;
import java.io.IOException;
import java.util.function.Consumer;

/** What all calls that take or give JSON share. */
final class Bodies {

  static final ObjectMapper JSON = new ObjectMapper();
  static final String TYPE = "application/json";

  private Bodies() {}

  /** Refuses a body that is no JSON or is compressed; one without a type is taken as JSON. */
  static void requireJson(Context ctx) {
    String type = MediaTypes.plain(ctx.contentType());
    if (type != null && !type.equals(TYPE)) {
      throw ProblemException.unsupported("Content-Type: expected " + TYPE + ", another one came");
    }
    requirePlainCoding(ctx);
  }

  /** Refuses a compressed body. */
  static void requirePlainCoding(Context ctx) {
    String coding = ctx.header("Content-Encoding");
    if (coding != null && !coding.equalsIgnoreCase("identity")) {
      throw ProblemException.unsupported(
          "Content-Encoding: expected none, came one; send the body as it is");
    }
  }

  /** Refuses a body that says of itself that it is too long, before any of it is read. */
  static void requireLength(Context ctx, long most) {
    if (ctx.req().getContentLengthLong() > most) {
      throw ProblemException.tooLarge(
          "the body: expected at most %d bytes (FL_HTTP_MAX_BODY), %d were announced"
              .formatted(most, ctx.req().getContentLengthLong()));
    }
  }

  static void answer(Context ctx, int status, Consumer<ObjectNode> fields) throws IOException {
    ObjectNode json = JSON.createObjectNode();
    fields.accept(json);
    ctx.status(status).contentType(TYPE).result(JSON.writeValueAsBytes(json));
  }
}
