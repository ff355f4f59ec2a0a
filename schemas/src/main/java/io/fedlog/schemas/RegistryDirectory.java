package io.fedlog.schemas;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;

/**
 * Schema ids from a registry that speaks Confluent's REST protocol. What was found once is never
 * asked for again; ids that no schema has are remembered for a short while, and so is that nobody
 * answered. Thread-safe.
 *
 * <p>Settings, by Confluent's names: {@code schema.registry.url} (several, comma separated), {@code
 * basic.auth.credentials.source}, {@code basic.auth.user.info}, {@code auto.register.schemas},
 * {@code http.connect.timeout.ms}, {@code http.read.timeout.ms}, {@code max.retries}, {@code
 * retries.wait.ms}, {@code missing.id.cache.ttl.sec}.
 */
public final class RegistryDirectory implements SchemaDirectory {
  private static final int MOST_MISSING_IDS = 10_000;

  /** A registry that does not answer is left alone for this, and for twice as long as it took. */
  private static final Duration REST = Duration.ofSeconds(2);

  /** A rest that seems longer is a clock that was set back. */
  private static final Duration LONGEST_ASK = Duration.ofMinutes(2);

  private final RegistrySettings settings;
  private final RegistryClient client;
  private final InstantSource clock;
  private final Map<Filed, Integer> ids = new ConcurrentHashMap<>();
  private final Map<Integer, Schema> schemas = new ConcurrentHashMap<>();
  private final Map<Integer, Instant> missingUntil = Collections.synchronizedMap(new MissingIds());

  /** When to ask again, and what to say until then; guarded by this. */
  private Instant askAgainAt = Instant.MIN;

  private String silence = "";

  /**
   * A directory that asks the registry which {@code config} names. Nothing is asked yet.
   *
   * @throws IllegalArgumentException naming the setting that is wrong
   */
  public RegistryDirectory(Map<String, ?> config) {
    this(
        RegistrySettings.from(config),
        InstantSource.system(),
        time -> Thread.sleep(time.toMillis()));
  }

  RegistryDirectory(RegistrySettings settings, InstantSource clock, RegistryClient.Pause pause) {
    this.settings = settings;
    this.client = new RegistryClient(settings, pause);
    this.clock = clock;
  }

  @Override
  public int idOf(String subject, Schema schema) {
    Filed filed = new Filed(subject, schema);
    Integer known = ids.get(filed);
    return known != null ? known : file(filed);
  }

  @Override
  public Schema byId(int id) {
    Schema known = schemas.get(id);
    return known != null ? known : fetch(id);
  }

  private synchronized int file(Filed filed) {
    Integer known = ids.get(filed);
    if (known != null) {
      return known;
    }
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    body.put("schema", PortableSchema.of(filed.schema).toString());
    String subject = URLEncoder.encode(filed.subject, StandardCharsets.UTF_8).replace("+", "%20");
    String path = "/subjects/" + subject + (settings.autoRegister() ? "/versions" : "");
    RegistryClient.Answer answer = ask(() -> client.post(path, body));
    int id = answer.body().path("id").asInt(-1);
    if (!answer.ok() || id < 0) {
      throw refused(filed.subject, answer);
    }
    schemas.put(id, filed.schema); // what this process writes it need not ask about again
    ids.put(filed, id);
    return id;
  }

  private RegistryException refused(String subject, RegistryClient.Answer answer) {
    String what = "The schema registry has no id for the schema of " + subject + ": ";
    String todo =
        switch (answer.status()) {
          case 404 ->
              settings.autoRegister()
                  ? "Check the path in " + RegistrySettings.URL + "."
                  : "Register it, or set auto.register.schemas=true.";
          case 409 ->
              "It is incompatible with an earlier version: follow the evolution rules in"
                  + " schemas/README.md, or let the subject's compatibility be BACKWARD.";
          default -> "Check the registry's mode and its log.";
        };
    return new RegistryException(what + answer.message() + ". " + todo, null);
  }

  private synchronized Schema fetch(int id) {
    Schema known = schemas.get(id);
    if (known != null) {
      return known;
    }
    Instant until = missingUntil.get(id);
    if (until != null && clock.instant().isBefore(until)) {
      throw unknown(id);
    }
    RegistryClient.Answer answer = ask(() -> client.get("/schemas/ids/" + id));
    if (answer.status() == 404 && answer.errorCode() != 404) {
      missingUntil.put(id, clock.instant().plus(settings.missingIdTtl()));
      throw unknown(id);
    }
    if (!answer.ok() || !answer.body().path("schema").isTextual()) {
      throw new RegistryException(
          "The schema registry did not give schema "
              + id
              + ": "
              + answer.message()
              + ". Check the path in "
              + RegistrySettings.URL
              + ".",
          null);
    }
    Schema schema = parsed(id, answer);
    schemas.put(id, schema);
    return schema;
  }

  /** Asks, unless the registry has just been silent: no caller may be held up time and again. */
  private RegistryClient.Answer ask(Supplier<RegistryClient.Answer> question) {
    Instant start = clock.instant();
    Duration rest = Duration.between(start, askAgainAt);
    if (!rest.isNegative() && !rest.isZero() && rest.compareTo(restAfter(LONGEST_ASK)) <= 0) {
      throw new RegistryException(silence, null);
    }
    try {
      return question.get();
    } catch (RegistryException e) {
      Instant now = clock.instant();
      askAgainAt = now.plus(restAfter(Duration.between(start, now)));
      silence = String.valueOf(e.getMessage());
      throw e;
    }
  }

  private static Duration restAfter(Duration asking) {
    return asking.isNegative() ? REST : REST.plus(asking.multipliedBy(2));
  }

  private static Schema parsed(int id, RegistryClient.Answer answer) {
    String type = answer.body().path("schemaType").asText("AVRO");
    if (!type.equals("AVRO")) {
      throw new UnreadableRecordException(
          UnreadableRecordException.WRONG_SCHEMA,
          "values are Avro, but schema " + id + " is " + type);
    }
    try {
      return new Schema.Parser().parse(answer.body().path("schema").asText());
    } catch (AvroRuntimeException e) {
      throw new UnreadableRecordException(
          UnreadableRecordException.WRONG_SCHEMA,
          "schema " + id + " of the registry is no Avro schema by itself: " + e.getMessage(),
          e);
    }
  }

  private static UnreadableRecordException unknown(int id) {
    return new UnreadableRecordException(
        UnreadableRecordException.UNKNOWN_SCHEMA, "the schema registry has no schema " + id);
  }

  /** A schema under its subject. */
  private record Filed(String subject, Schema schema) {}

  /** Forgets the eldest, so that hostile ids cannot fill the memory. */
  private static final class MissingIds extends LinkedHashMap<Integer, Instant> {
    private static final long serialVersionUID = 1L;

    @Override
    protected boolean removeEldestEntry(Map.Entry<Integer, Instant> eldest) {
      return size() > MOST_MISSING_IDS;
    }
  }
}
