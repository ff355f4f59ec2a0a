package io.fedlog.standalone.audit;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fedlog.runtime.audit.SignedHead;
import io.fedlog.schemas.TreeHead;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The newest head that a verifier has verified, in a file of its own. */
final class RememberedHead {
  private static final String FORMAT = "fedlog remembered head 1";
  private static final String HEADS_SHA256 = "heads_sha256";

  private RememberedHead() {}

  /** The head in a file; null when there is no file yet. */
  static @Nullable TreeHead find(Path file) {
    return Files.exists(file) ? read(file) : null;
  }

  /** The head in a file. */
  static TreeHead read(Path file) {
    return JsonFile.read(
        file,
        FORMAT,
        json -> {
          TreeHead head = HeadJson.read(json.path("head"));
          String fault = SignedHead.fault(head);
          if (fault != null) {
            throw new IllegalArgumentException("its head cannot be believed: " + fault);
          }
          return head;
        });
  }

  /** The digest of all heads up to the one in a file; null when the file has none. */
  static @Nullable String headsSha256(Path file) {
    return JsonFile.read(
            file, FORMAT, json -> Optional.ofNullable(json.path(HEADS_SHA256).textValue()))
        .orElse(null);
  }

  /**
   * Keeps a head that was verified.
   *
   * @param headsSha256 of all heads up to this one
   */
  static void write(Path file, TreeHead head, String headsSha256) {
    ObjectNode json = JsonFile.begin(FORMAT);
    HeadJson.write(json.putObject("head"), head);
    json.put(HEADS_SHA256, headsSha256);
    JsonFile.write(file, json);
  }
}
