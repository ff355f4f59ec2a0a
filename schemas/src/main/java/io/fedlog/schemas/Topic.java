package io.fedlog.schemas;

import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;

/**
 * One topic of the catalogue: its name, what its key means, its value's schema, its partitions and
 * clean-up, who writes and who reads it. Immutable; the instances are in {@link Topics}.
 *
 * @param <T> the record that every value is
 */
public final class Topic<T extends SpecificRecord> {
  static {
    TrustedRecords.ensure();
  }

  private final String name;
  private final String subject;
  private final Class<T> type;
  private final Schema schema;
  private final String keyMeaning;
  private final Partitions partitions;
  private final CleanUp cleanUp;
  private final Set<Role> writers;
  private final Set<Role> readers;

  Topic(
      String name,
      String subject,
      Class<T> type,
      String keyMeaning,
      Partitions partitions,
      CleanUp cleanUp,
      Set<Role> writers,
      Set<Role> readers) {
    this.name = name;
    this.subject = subject;
    this.type = type;
    this.schema = SpecificData.get().getSchema(type);
    this.keyMeaning = keyMeaning;
    this.partitions = partitions;
    this.cleanUp = cleanUp;
    this.writers = Set.copyOf(writers);
    this.readers = Set.copyOf(readers);
  }

  /** The topic's name in Kafka. */
  public String name() {
    return name;
  }

  /**
   * The registry subject of the value's schema: the name and {@code -value}; all rounds' update
   * topics share {@code fl.updates-value}.
   */
  public String subject() {
    return subject;
  }

  /** The schema that this version writes values with and reads them into. */
  public Schema schema() {
    return schema;
  }

  /** The class of a decoded value. */
  public Class<T> type() {
    return type;
  }

  /** When records may go. */
  public CleanUp cleanUp() {
    return cleanUp;
  }

  /** How many partitions it has. */
  public Partitions partitions() {
    return partitions;
  }

  /** What the key (a UTF-8 string, see {@link Keys}) means, in words. */
  public String keyMeaning() {
    return keyMeaning;
  }

  /** The roles that produce to it. */
  public Set<Role> writers() {
    return writers;
  }

  /** The roles that consume it. */
  public Set<Role> readers() {
    return readers;
  }

  /**
   * The Kafka topic settings it must be created with, sorted by name. Replication and {@code
   * min.insync.replicas} follow the cluster and are the creator's to choose.
   */
  public Map<String, String> settings() {
    Map<String, String> settings = new TreeMap<>(cleanUp.settings());
    settings.put("message.timestamp.type", "LogAppendTime");
    return Collections.unmodifiableMap(settings);
  }

  @Override
  public String toString() {
    return name;
  }
}
