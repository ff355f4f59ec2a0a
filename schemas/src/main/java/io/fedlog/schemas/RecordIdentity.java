package io.fedlog.schemas;

import java.util.List;
import java.util.StringJoiner;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;

/** Says which record it is, for messages: the type and the fields that name it. */
final class RecordIdentity {
  private static final List<String> NAMING_FIELDS =
      List.of(
          "model_type",
          "plan_id",
          "round_id",
          "store_id",
          "attempt_id",
          "version",
          "chunk_index",
          "page");

  private RecordIdentity() {}

  /** Such as {@code UpdateChunk{round_id=r-1, store_id=s-7, chunk_index=3}}. */
  static String of(SpecificRecord value) {
    StringJoiner text = new StringJoiner(", ", value.getSchema().getName() + "{", "}");
    for (Schema.Field field : value.getSchema().getFields()) {
      Object content = value.get(field.pos());
      if (content instanceof SpecificRecord branch && field.schema().isUnion()) {
        text.add(of(branch));
      } else if (content != null && NAMING_FIELDS.contains(field.name())) {
        text.add(field.name() + "=" + content);
      }
    }
    return text.toString();
  }
}
