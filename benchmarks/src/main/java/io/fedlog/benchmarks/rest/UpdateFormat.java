package io.fedlog.benchmarks.rest;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** How an update of one array {@code w} travels to the API. */
enum UpdateFormat {
  /** Digits, as a client prints numbers that it trained in single precision. */
  JSON("application/json") {
    @Override
    byte[] body(float[] values) {
      StringBuilder text = new StringBuilder(12 * values.length);
      text.append("{\"model_parameters\":{\"w\":[");
      for (int i = 0; i < values.length; i++) {
        text.append(i == 0 ? "" : ",").append(values[i]);
      }
      return text.append("]}}").toString().getBytes(StandardCharsets.US_ASCII);
    }
  },

  /** A header's length in 8 bytes, the header in JSON, the numbers; all little-endian. */
  SAFETENSORS("application/vnd.safetensors") {
    @Override
    byte[] body(float[] values) {
      byte[] header =
          "{\"w\":{\"dtype\":\"F64\",\"shape\":[%d],\"data_offsets\":[0,%d]}}"
              .formatted(values.length, values.length * Double.BYTES)
              .getBytes(StandardCharsets.US_ASCII);
      ByteBuffer numbers =
          ByteBuffer.allocate(values.length * Double.BYTES).order(ByteOrder.LITTLE_ENDIAN);
      for (float value : values) {
        numbers.putDouble(value);
      }
      ByteArrayOutputStream body = new ByteArrayOutputStream();
      body.writeBytes(
          ByteBuffer.allocate(Long.BYTES)
              .order(ByteOrder.LITTLE_ENDIAN)
              .putLong(header.length)
              .array());
      body.writeBytes(header);
      body.writeBytes(numbers.array());
      return body.toByteArray();
    }
  };

  private final String contentType;

  UpdateFormat(String contentType) {
    this.contentType = contentType;
  }

  String contentType() {
    return contentType;
  }

  /** An update whose round has doubles, as rounds of the API do. */
  abstract byte[] body(float[] values);
}
