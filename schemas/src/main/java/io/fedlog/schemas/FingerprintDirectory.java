package io.fedlog.schemas;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.Schema;

/**
 * Schema ids without a registry: an id follows from its schema alone (see {@code
 * PortableSchema.fingerprint}), so every process has the same ids without asking anyone. Knows each
 * schema that any release has written, and those it was asked the id of. Thread-safe.
 */
public final class FingerprintDirectory implements SchemaDirectory {
  private final Map<Integer, Schema> schemas = new ConcurrentHashMap<>();

  /** A directory of the catalogue's schemas. */
  public FingerprintDirectory() {
    for (List<Schema> versions : PublishedSchemas.bySubject().values()) {
      versions.forEach(this::add);
    }
  }

  @Override
  public int idOf(String subject, Schema schema) {
    return add(schema);
  }

  @Override
  public Schema byId(int id) {
    Schema schema = schemas.get(id);
    if (schema == null) {
      throw new UnreadableRecordException(
          UnreadableRecordException.UNKNOWN_SCHEMA,
          "no schema of this version of Fedlog has the fingerprint id "
              + id
              + "; when the record was written with a registry's id, set schema.registry.url");
    }
    return schema;
  }

  /** The ids of all versions of a topic's schema that releases have written, the newest first. */
  public static List<Integer> idsOf(Topic<?> topic) {
    List<Schema> versions = PublishedSchemas.bySubject().getOrDefault(topic.subject(), List.of());
    List<Integer> ids = new ArrayList<>();
    versions.forEach(schema -> ids.add(0, PortableSchema.fingerprint(schema)));
    return List.copyOf(ids);
  }

  private int add(Schema schema) {
    int id = PortableSchema.fingerprint(schema);
    Schema known = schemas.putIfAbsent(id, schema);
    if (known != null
        && !PortableSchema.normalForm(known).equals(PortableSchema.normalForm(schema))) {
      throw new IllegalStateException(
          "Schemas "
              + known.getFullName()
              + " and "
              + schema.getFullName()
              + " have one fingerprint id, "
              + id
              + ". Change the younger one, for instance by"
              + " adding an optional field.");
    }
    return id;
  }
}
