package io.fedlog.standalone.audit;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fedlog.runtime.audit.SignedHead;
import io.fedlog.schemas.TreeHead;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The newest head that a verifier has verified, in a file of its own. */
final class RememberedHead {
  private static final String FORMAT = "fedlog remembered head 1";

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

  static void write(Path file, TreeHead head) {
    ObjectNode json = JsonFile.begin(FORMAT);
    HeadJson.write(json.putObject("head"), head);
    JsonFile.write(file, json);
  }
}
