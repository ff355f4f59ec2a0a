package io.fedlog.standalone.audit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fedlog.schemas.TreeHead;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** Tree heads in files: fields named as on the topic, bytes in hexadecimal. */
final class HeadJson {
  private static final HexFormat HEX = HexFormat.of();

  private HeadJson() {}

  static void write(ObjectNode json, TreeHead head) {
    json.put("log_id", head.getLogId());
    json.put("tree_size", head.getTreeSize());
    json.put("previous_size", head.getPreviousSize());
    json.put("root_hash", hex(head.getRootHash()));
    json.put("audit_next_offset", head.getAuditNextOffset());
    json.put("at", head.getAt().toEpochMilli());
    json.put("public_key", hex(head.getPublicKey()));
    json.put("signing_key_id", head.getSigningKeyId());
    json.put("signature", hex(head.getSignature()));
  }

  /**
   * The head that {@link #write} wrote.
   *
   * @throws IllegalArgumentException when it is none
   */
  static TreeHead read(JsonNode json) {
    return TreeHead.newBuilder()
        .setLogId(text(json, "log_id"))
        .setTreeSize(number(json, "tree_size"))
        .setPreviousSize(number(json, "previous_size"))
        .setRootHash(ByteBuffer.wrap(HEX.parseHex(text(json, "root_hash"))))
        .setAuditNextOffset(number(json, "audit_next_offset"))
        .setAt(Instant.ofEpochMilli(number(json, "at")))
        .setPublicKey(bytes(json, "public_key"))
        .setSigningKeyId(json.path("signing_key_id").textValue())
        .setSignature(bytes(json, "signature"))
        .build();
  }

  static String text(JsonNode json, String name) {
    String text = json.path(name).textValue();
    if (text == null) {
      throw new IllegalArgumentException(name + ": expected text, came " + shown(json, name));
    }
    return text;
  }

  static long number(JsonNode json, String name) {
    JsonNode number = json.path(name);
    if (!number.isIntegralNumber() || !number.canConvertToLong()) {
      throw new IllegalArgumentException(
          name + ": expected a whole number, came " + shown(json, name));
    }
    return number.longValue();
  }

  private static String shown(JsonNode json, String name) {
    return json.has(name) ? json.get(name).getNodeType().name() : "nothing";
  }

  private static @Nullable ByteBuffer bytes(JsonNode json, String name) {
    String hex = json.path(name).textValue();
    return hex == null ? null : ByteBuffer.wrap(HEX.parseHex(hex));
  }

  private static @Nullable String hex(@Nullable ByteBuffer buffer) {
    if (buffer == null) {
      return null;
    }
    byte[] bytes = new byte[buffer.remaining()];
    buffer.duplicate().get(bytes);
    return HEX.formatHex(bytes);
  }
}
