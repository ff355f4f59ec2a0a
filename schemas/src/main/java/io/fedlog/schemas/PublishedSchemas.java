package io.fedlog.schemas;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Every version of every value schema that a release of Fedlog has written, from the resources
 * {@code published/v1/<subject>.avsc}, {@code published/v2/...}, and today's. Records outlive
 * releases: with these, ids made without a registry can be read for ever.
 */
final class PublishedSchemas {
  private PublishedSchemas() {}

  /**
   * By subject, all versions in their portable form, oldest first, today's last. A version that
   * means the same as the one before it is listed once.
   */
  static SortedMap<String, List<Schema>> bySubject() {
    SortedMap<String, Schema> today = today();
    SortedMap<String, List<Schema>> all = new TreeMap<>();
    for (int version = 1; addRelease(version, today, all); version++) {}
    today.forEach((subject, schema) -> add(all, subject, schema));
    return Collections.unmodifiableSortedMap(all);
  }

  /** By subject, what this version writes, in portable form. */
  static SortedMap<String, Schema> today() {
    SortedMap<String, Schema> schemas = new TreeMap<>();
    for (Topic<?> topic : Topics.fixed()) {
      schemas.put(topic.subject(), PortableSchema.of(topic.schema()));
    }
    Topic<?> updates = Topics.updates("any");
    schemas.put(updates.subject(), PortableSchema.of(updates.schema()));
    return schemas;
  }

  /** What release {@code version} wrote under {@code subject}; null when it had no such subject. */
  static @Nullable Schema released(int version, String subject) {
    String resource = "published/v" + version + "/" + subject + ".avsc";
    try (InputStream in = PublishedSchemas.class.getResourceAsStream(resource)) {
      return in == null ? null : new Schema.Parser().parse(in);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read " + resource + " from the schemas jar.", e);
    }
  }

  private static boolean addRelease(
      int version, SortedMap<String, Schema> today, SortedMap<String, List<Schema>> all) {
    boolean found = false;
    for (String subject : today.keySet()) {
      Schema schema = released(version, subject);
      if (schema != null) {
        add(all, subject, schema);
        found = true;
      }
    }
    return found;
  }

  private static void add(SortedMap<String, List<Schema>> all, String subject, Schema schema) {
    List<Schema> versions = all.computeIfAbsent(subject, s -> new ArrayList<>());
    int last = versions.size() - 1;
    if (last >= 0
        && PortableSchema.fingerprint(versions.get(last)) == PortableSchema.fingerprint(schema)) {
      versions.set(last, schema);
    } else {
      versions.add(schema);
    }
  }
}
