package io.fedlog.agent.command;

import io.fedlog.runtime.models.Model;
import io.fedlog.runtime.tensors.TensorEntry;
import io.fedlog.runtime.tensors.TensorFile;
import io.fedlog.runtime.tensors.TensorType;
import io.fedlog.runtime.tensors.TensorWriter;
import io.fedlog.schemas.Encoding;
import io.fedlog.schemas.ModelManifest;
import io.fedlog.schemas.RoundDefinition;
import io.fedlog.schemas.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Models as files: versions out as safetensors (a text as it is), updates in. */
final class ModelFiles {

  private static final Logger LOG = LoggerFactory.getLogger(ModelFiles.class);

  private ModelFiles() {}

  /**
   * Writes a version.
   *
   * @param layout the arrays that its bytes are
   */
  static void write(Path file, Model model, List<Tensor> layout) throws IOException {
    ModelManifest manifest = model.manifest();
    if (manifest.getEncoding() == Encoding.TEXT) {
      Files.writeString(file, model.text(), StandardCharsets.UTF_8);
      return;
    }
    Map<String, String> about = new LinkedHashMap<>();
    about.put("model_type", manifest.getModelType());
    about.put("version", String.valueOf(manifest.getVersion()));
    TensorWriter.write(file, entries(layout, type(manifest.getEncoding())), about, model.bytes());
  }

  /**
   * Reads an update in the round's encoding, its arrays in the layout's order.
   *
   * @throws IllegalArgumentException when the file is not there, is none, lacks an array, has one
   *     of another shape, or a number that is not finite
   */
  static byte[] readUpdate(Path file, RoundDefinition round) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new IllegalArgumentException(
          file + " is not there, expected the trained arrays as safetensors");
    }
    TensorType type = type(round.getEncoding());
    List<TensorEntry> wanted = entries(round.getLayout(), type);
    try (TensorFile update = TensorFile.open(file)) {
      requireShapes(file, wanted, update.entries());
      ByteBuffer payload = ByteBuffer.allocate(Math.toIntExact(end(wanted)));
      for (TensorEntry entry : wanted) {
        update.read(entry.name(), type, payload);
      }
      List<String> unasked = new ArrayList<>(update.entries().keySet());
      unasked.removeAll(wanted.stream().map(TensorEntry::name).toList());
      if (!unasked.isEmpty()) {
        LOG.warn(
            "Arrays that the round does not ask for are left out roundId={} tensors={}",
            round.getRoundId(),
            unasked);
      }
      return payload.array();
    }
  }

  /** Bytes of a model of that layout. */
  static long bytes(List<Tensor> layout, Encoding encoding) {
    return end(entries(layout, type(encoding)));
  }

  static TensorType type(Encoding encoding) {
    return switch (encoding) {
      case FLOAT32 -> TensorType.F32;
      case FLOAT64 -> TensorType.F64;
      default ->
          throw new IllegalArgumentException(
              "an update written as "
                  + encoding
                  + " is not what a command can make, expected FLOAT32 or FLOAT64");
    };
  }

  /** Before memory is taken: all are there, in the shape asked for. */
  private static void requireShapes(
      Path file, List<TensorEntry> wanted, Map<String, TensorEntry> came) {
    for (TensorEntry entry : wanted) {
      TensorEntry other = came.get(entry.name());
      if (other == null || !other.shape().equals(entry.shape())) {
        throw new IllegalArgumentException(
            "%s: tensor \"%s\" %s, expected shape %s; the file has %s"
                .formatted(
                    file,
                    entry.name(),
                    other == null ? "is missing" : "has shape " + other.shape(),
                    entry.shape(),
                    came.keySet()));
      }
    }
  }

  private static List<TensorEntry> entries(List<Tensor> layout, TensorType type) {
    List<TensorEntry> entries = new ArrayList<>();
    long at = 0;
    for (Tensor tensor : layout) {
      List<Long> shape = tensor.getShape().stream().map(Integer::longValue).toList();
      long numbers = shape.stream().reduce(1L, Math::multiplyExact);
      long end = Math.addExact(at, Math.multiplyExact(numbers, (long) type.bytes()));
      entries.add(new TensorEntry(tensor.getName(), type, shape, at, end));
      at = end;
    }
    return entries;
  }

  private static long end(List<TensorEntry> entries) {
    return entries.isEmpty() ? 0 : entries.get(entries.size() - 1).end();
  }
}
