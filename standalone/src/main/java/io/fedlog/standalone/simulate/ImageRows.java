package io.fedlog.standalone.simulate;

import io.fedlog.agent.data.DataException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;

/**
 * Grey images with a label each, in the format of MNIST's files (IDX, unsigned bytes; LeCun, Cortes
 * and Burges), which may be gzipped. A feature is a pixel from 0 to 1. Every fifth image, from the
 * first on, is held out.
 */
final class ImageRows {
  private static final int ONE_IN = 5;
  private static final int GZIP_MAGIC = 0x1f8b;

  /** Two zeros, unsigned bytes, and how many dimensions there are. */
  private static final int MAGIC = 0x0800;

  private static final int IMAGE_DIMENSIONS = 3;
  private static final float WHITE = 255;

  private ImageRows() {}

  /**
   * Reads two files.
   *
   * @throws DataException naming the file, what came and what was expected
   */
  static LearningTask read(Path images, Path labels) {
    ByteBuffer pixels = open(images);
    int[] shape = shape(images, pixels, IMAGE_DIMENSIONS);
    ByteBuffer answers = open(labels);
    int count = shape(labels, answers, 1)[0];
    if (count != shape[0]) {
      throw new DataException(
          "%s has %d labels; expected one for each of the %d images of %s"
              .formatted(labels, count, shape[0], images));
    }
    int width = shape[1] * shape[2];
    int[] wanted = new int[count];
    int classes = 2;
    for (int i = 0; i < count; i++) {
      wanted[i] = Byte.toUnsignedInt(answers.get());
      classes = Math.max(classes, wanted[i] + 1);
    }
    byte[] all = new byte[count * width];
    pixels.get(all);
    return new LearningTask(
        String.valueOf(images.getFileName()),
        rows(all, wanted, width, classes, false),
        rows(all, wanted, width, classes, true));
  }

  private static LabelledRows rows(
      byte[] pixels, int[] labels, int width, int classes, boolean heldOut) {
    int held = (labels.length + ONE_IN - 1) / ONE_IN;
    int count = heldOut ? held : labels.length - held;
    float[] features = new float[count * width];
    int[] chosen = new int[count];
    int row = 0;
    for (int image = 0; image < labels.length; image++) {
      if ((image % ONE_IN == 0) == heldOut) {
        for (int f = 0; f < width; f++) {
          features[row * width + f] = Byte.toUnsignedInt(pixels[image * width + f]) / WHITE;
        }
        chosen[row++] = labels[image];
      }
    }
    return new LabelledRows(width, classes, features, chosen);
  }

  private static ByteBuffer open(Path file) {
    if (!Files.isRegularFile(file)) {
      throw new DataException("no file at " + file + ", expected images or labels as MNIST has");
    }
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
      in.mark(2);
      int magic = (in.read() << 8) | in.read();
      in.reset();
      return ByteBuffer.wrap((magic == GZIP_MAGIC ? new GZIPInputStream(in) : in).readAllBytes());
    } catch (IOException e) {
      throw new DataException(file + " cannot be read: " + e, e);
    }
  }

  /** The sizes of all dimensions; what follows is as many bytes as they say. */
  private static int[] shape(Path file, ByteBuffer bytes, int dimensions) {
    int header = (1 + dimensions) * Integer.BYTES;
    if (bytes.remaining() < header || bytes.getInt() != MAGIC + dimensions) {
      throw new DataException(
          "%s is no IDX file of unsigned bytes in %d dimensions; expected %s as MNIST has"
              .formatted(file, dimensions, dimensions == 1 ? "labels" : "images"));
    }
    int[] shape = new int[dimensions];
    Arrays.setAll(shape, i -> bytes.getInt());
    long expected = Arrays.stream(shape).asLongStream().reduce(1, (a, b) -> a * b);
    if (Arrays.stream(shape).anyMatch(size -> size < 1) || expected != bytes.remaining()) {
      throw new DataException(
          "%s says that it holds %s; expected sizes above 0 and as many bytes, but %d came"
              .formatted(file, Arrays.toString(shape), bytes.remaining()));
    }
    return shape;
  }
}
