package io.fedlog.coordinator.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fedlog.coordinator.rest.body.JsonBody;
import io.javalin.http.Context;
import java.io.IOException;
import java.util.Base64;

/** Reads small bodies with secrets in them: no message repeats what came. */
record Secrets(ObjectNode json) {

  private static final long MOST_BYTES = 8 << 10;

  static Secrets read(Context ctx) throws IOException {
    Bodies.requireJson(ctx);
    return new Secrets(JsonBody.object(ctx.bodyInputStream(), MOST_BYTES));
  }

  /** Text from 1 to {@code most} characters. */
  String text(String name, int most) {
    JsonNode value = json.get(name);
    if (value == null || value.isNull()) {
      throw ProblemException.malformed(name + " is missing: expected text");
    }
    String text = value.isTextual() ? value.textValue() : "";
    if (text.isEmpty() || text.length() > most) {
      throw ProblemException.malformed(
          "%s: expected text of 1 to %d characters, came something else".formatted(name, most));
    }
    return text;
  }

  /** Bytes in base64 (RFC 4648, section 4). */
  byte[] bytes(String name, int most) {
    try {
      return Base64.getDecoder().decode(text(name, most));
    } catch (IllegalArgumentException e) {
      throw ProblemException.malformed(name + ": expected base64, came something else");
    }
  }
}
