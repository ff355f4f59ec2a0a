package io.fedlog.standalone.simulate;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Parameters as an update's bytes: FLOAT32, little-endian. */
final class Payload {
  private Payload() {}

  static byte[] of(float[] parameters) {
    ByteBuffer bytes =
        ByteBuffer.allocate(parameters.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(parameters);
    return bytes.array();
  }

  static float[] read(byte[] payload) {
    float[] parameters = new float[payload.length / Float.BYTES];
    ByteBuffer.wrap(payload).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(parameters);
    return parameters;
  }
}
