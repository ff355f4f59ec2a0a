package io.fedlog.runtime.models;

import io.fedlog.learning.digest.TreeHash;
import io.fedlog.schemas.Encoding;
import io.fedlog.schemas.ModelManifest;
import io.fedlog.schemas.ModelReference;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/**
 * One version, whole, its bytes found to have the tree hash that its manifest states. Immutable.
 */
public final class Model {

  private final ModelManifest manifest;
  private final byte[] bytes;

  /** Takes the bytes as they are: only {@link ModelShelf} makes models, after checking them. */
  Model(ModelManifest manifest, byte[] bytes) {
    this.manifest = Objects.requireNonNull(manifest, "manifest");
    this.bytes = bytes;
  }

  /**
   * A version from bytes that came another way, such as a file.
   *
   * @throws DamagedModelException when the bytes are not those that the manifest names
   */
  public static Model of(ModelManifest manifest, byte[] bytes) {
    byte[] copy = bytes.clone();
    String sha256 = TreeHash.hex(TreeHash.of(copy));
    if (!sha256.equals(manifest.getSha256())) {
      throw new DamagedModelException(
          manifest.getModelType()
              + " version "
              + manifest.getVersion()
              + ": expected bytes with the"
              + " hash "
              + manifest.getSha256()
              + ", got "
              + copy.length
              + " bytes with "
              + sha256);
    }
    return new Model(manifest, copy);
  }

  public ModelManifest manifest() {
    return manifest;
  }

  public ModelReference reference() {
    return new ModelReference(manifest.getModelType(), manifest.getVersion(), manifest.getSha256());
  }

  /** The canonical bytes, read-only and little-endian. */
  public ByteBuffer bytes() {
    return ByteBuffer.wrap(bytes).asReadOnlyBuffer().order(ByteOrder.LITTLE_ENDIAN);
  }

  /** A copy of the canonical bytes. */
  public byte[] toByteArray() {
    return bytes.clone();
  }

  /** The parameters; throws IllegalStateException unless they are written as FLOAT32. */
  public float[] floats() {
    require(Encoding.FLOAT32);
    float[] values = new float[bytes.length / Float.BYTES];
    bytes().asFloatBuffer().get(values);
    return values;
  }

  /** The parameters; throws IllegalStateException when they are text. */
  public double[] doubles() {
    if (manifest.getEncoding() == Encoding.FLOAT32) {
      float[] floats = floats();
      double[] values = new double[floats.length];
      for (int i = 0; i < floats.length; i++) {
        values[i] = floats[i];
      }
      return values;
    }
    require(Encoding.FLOAT64);
    double[] values = new double[bytes.length / Double.BYTES];
    bytes().asDoubleBuffer().get(values);
    return values;
  }

  /** The text; throws IllegalStateException unless the version is written as TEXT. */
  public String text() {
    require(Encoding.TEXT);
    return new String(bytes, StandardCharsets.UTF_8);
  }

  @Override
  public String toString() {
    return manifest.getModelType() + " version " + manifest.getVersion();
  }

  private void require(Encoding encoding) {
    if (manifest.getEncoding() != encoding) {
      throw new IllegalStateException(
          this + " is written as " + manifest.getEncoding() + ", not as " + encoding);
    }
  }
}
