package io.fedlog.schemas;

import org.apache.avro.Schema;

/**
 * Finds the id that stands for a schema in a record's first bytes, and the schema that an id stands
 * for. Implementations are thread-safe and remember what they found.
 */
public interface SchemaDirectory {
  /**
   * The id to write in front of records of {@code schema}.
   *
   * @param subject what the registry files the schema under
   * @throws RegistryException when a registry cannot be reached or refuses the schema
   */
  int idOf(String subject, Schema schema);

  /**
   * The schema that records with this id were written with.
   *
   * @throws UnreadableRecordException with reason {@code unknown_schema} when no schema has the id
   * @throws RegistryException when a registry cannot be reached: the record may be good, try again
   */
  Schema byId(int id);
}
