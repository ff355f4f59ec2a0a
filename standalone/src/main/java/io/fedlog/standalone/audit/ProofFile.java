package io.fedlog.standalone.audit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fedlog.learning.merkle.InclusionProof;
import io.fedlog.schemas.TreeHead;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Entries of the audit log, each with the proof that it is in the tree of one head.
 *
 * @param head of which tree
 * @param entries in the order of the log
 */
record ProofFile(TreeHead head, List<Entry> entries) {
  static final String FORMAT = "fedlog audit proof 1";

  private static final HexFormat HEX = HexFormat.of();
  private static final int MOST_HASHES = 64;

  /**
   * One entry.
   *
   * @param offset where it lies on fl.audit; tells where to look and is not proven
   * @param value the record's value as on the log: the leaf
   * @param event what it says; null when it cannot be read
   */
  record Entry(long offset, byte[] value, @Nullable JsonNode event, InclusionProof proof) {}

  ProofFile {
    entries = List.copyOf(entries);
  }

  JsonNode json() {
    ObjectNode json = JsonFile.begin(FORMAT);
    HeadJson.write(json.putObject("head"), head);
    ArrayNode array = json.putArray("entries");
    for (Entry entry : entries) {
      ObjectNode one = array.addObject();
      one.put("index", entry.proof().index());
      one.put("offset", entry.offset());
      one.set("event", entry.event());
      one.put("leaf", HEX.formatHex(entry.value()));
      ArrayNode hashes = one.putArray("inclusion_proof");
      entry.proof().hashes().forEach(hash -> hashes.add(HEX.formatHex(hash)));
    }
    return json;
  }

  /**
   * What {@link #json} made.
   *
   * @throws IllegalArgumentException when it is not that
   */
  static ProofFile of(JsonNode json) {
    TreeHead head = HeadJson.read(json.path("head"));
    List<Entry> entries = new ArrayList<>();
    for (JsonNode one : json.path("entries")) {
      List<byte[]> hashes = new ArrayList<>();
      for (JsonNode hash : one.path("inclusion_proof")) {
        if (hashes.size() == MOST_HASHES) {
          throw new IllegalArgumentException("inclusion_proof: expected at most 64 hashes");
        }
        hashes.add(HEX.parseHex(hash.asText()));
      }
      long index = HeadJson.number(one, "index");
      JsonNode event = one.path("event");
      entries.add(
          new Entry(
              HeadJson.number(one, "offset"),
              HEX.parseHex(HeadJson.text(one, "leaf")),
              event.isObject() ? event : null,
              new InclusionProof(index, head.getTreeSize(), hashes)));
    }
    if (entries.isEmpty()) {
      throw new IllegalArgumentException("entries: expected one at least, came none");
    }
    return new ProofFile(head, entries);
  }
}
