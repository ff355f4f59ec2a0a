package io.fedlog.benchmarks.methods;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Float32 updates and the version that they start from, in chunks as they lie on the log.
 * Parameters of the version lie between -1 and 1. An update is the version and noise, the more of
 * it the higher its number, so that no two of them are equally near; one is the version with all
 * signs flipped.
 */
final class CutUpdates {
  /** No parameter is farther from zero. */
  static final double MAX_ABS_VALUE = 2;

  /** Chunks where nothing asks for others, in bytes. */
  static final int CHUNK_BYTES = 128 << 10;

  /** So few updates every method can work with: {@code 4f + 3} of Bulyan. */
  static final int FEWEST = 7;

  /** The noise of one with a higher number would not stay under the largest value. */
  static final int MOST = 90;

  /** Which update has its signs flipped. */
  static final int FLIPPED = 3;

  private static final float NOISE = 0.1f;

  private final int count;
  private final int parameters;
  private final int chunkParameters;
  private final List<List<ByteBuffer>> payloads = new ArrayList<>();
  private final List<ByteBuffer> base = new ArrayList<>();

  /**
   * Draws them.
   *
   * @param count how many updates, 0 to {@link #MOST}
   * @param parameters of each, 0 or more
   * @param chunkBytes of every chunk but the last, a multiple of 4
   */
  CutUpdates(int count, int parameters, int chunkBytes) {
    this.count = count;
    this.parameters = parameters;
    this.chunkParameters = chunkBytes / Float.BYTES;
    int chunks = (parameters + chunkParameters - 1) / chunkParameters;
    IntStream.range(0, chunks).forEach(this::draw);
  }

  private void draw(int chunk) {
    SplittableRandom random = new SplittableRandom(chunk);
    float[] version = uniform(random, Math.min(chunkParameters, parameters - start(chunk)));
    base.add(payload(version));
    List<ByteBuffer> updates = new ArrayList<>();
    for (int update = 0; update < count; update++) {
      float[] values = uniform(random, version.length);
      float noise = NOISE * (1 + 0.1f * update);
      for (int i = 0; i < values.length; i++) {
        values[i] = update == FLIPPED ? -version[i] : version[i] + noise * values[i];
      }
      updates.add(payload(values));
    }
    payloads.add(List.copyOf(updates));
  }

  private static float[] uniform(SplittableRandom random, int length) {
    float[] values = new float[length];
    for (int i = 0; i < length; i++) {
      values[i] = random.nextInt() * 0x1p-31f;
    }
    return values;
  }

  /** Read-only, as a decoded record gives it. */
  private static ByteBuffer payload(float[] values) {
    ByteBuffer bytes =
        ByteBuffer.allocate(Float.BYTES * values.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values);
    return bytes.asReadOnlyBuffer();
  }

  /** How many updates there are. */
  int count() {
    return count;
  }

  /** Parameters of each. */
  int parameters() {
    return parameters;
  }

  /** Bytes of every chunk but the last. */
  int chunkBytes() {
    return Float.BYTES * chunkParameters;
  }

  /** Chunks of each. */
  int chunks() {
    return base.size();
  }

  /** One chunk of every update. */
  List<ByteBuffer> payloads(int chunk) {
    return payloads.get(chunk);
  }

  /** The same chunk of the version. */
  ByteBuffer base(int chunk) {
    return base.get(chunk);
  }

  /** Parameters before this chunk. */
  int start(int chunk) {
    return chunk * chunkParameters;
  }
}
