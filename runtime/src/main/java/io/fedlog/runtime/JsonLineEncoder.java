package io.fedlog.runtime;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.OutputStreamAppender;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.encoder.EncoderBase;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import org.slf4j.event.KeyValuePair;

/**
 * Writes each log line as one JSON object (RFC 8259) in one line: timestamp (RFC 3339, UTC), level,
 * logger, thread, role, instance, message, then what the line is about, such as round_id and
 * store_id. An exception is its reasons under {@code error}; its stack trace is added at debug.
 */
final class JsonLineEncoder extends EncoderBase<ILoggingEvent> {

  private static final JsonFactory JSON = new JsonFactory();
  private static final DateTimeFormatter MILLIS =
      new DateTimeFormatterBuilder().appendInstant(3).toFormatter();

  /** Names that every line has; a line's own field of such a name is given another. */
  private static final Set<String> OWN =
      Set.of(
          "timestamp",
          "level",
          "logger",
          "thread",
          "role",
          "instance",
          "message",
          "error",
          "stack_trace");

  private final String role;
  private final String instance;
  private final Encoder<ILoggingEvent> former;
  private final ReasonConverter reasons = new ReasonConverter();

  private JsonLineEncoder(String role, String instance, Encoder<ILoggingEvent> former) {
    this.role = role;
    this.instance = instance;
    this.former = former;
  }

  /** Has all of a process's lines written so from now on. */
  static void install(LoggerContext context, String role, String instance) {
    for (OutputStreamAppender<ILoggingEvent> appender : appenders(context)) {
      JsonLineEncoder encoder = new JsonLineEncoder(role, instance, text(appender));
      encoder.setContext(context);
      encoder.start();
      appender.setEncoder(encoder);
    }
  }

  /** Has lines written as text again. */
  static void remove(LoggerContext context) {
    appenders(context).forEach(appender -> appender.setEncoder(text(appender)));
  }

  /** What a process says at its end, for people; as JSON where its lines are. */
  static String lastLine(String said) {
    if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
      for (OutputStreamAppender<ILoggingEvent> appender : appenders(context)) {
        if (appender.getEncoder() instanceof JsonLineEncoder json) {
          Logger logger = context.getLogger(Launch.class);
          return json.line(
              new LoggingEvent(Launch.class.getName(), logger, Level.ERROR, said, null, null));
        }
      }
    }
    return said;
  }

  private static Encoder<ILoggingEvent> text(OutputStreamAppender<ILoggingEvent> appender) {
    Encoder<ILoggingEvent> encoder = appender.getEncoder();
    return encoder instanceof JsonLineEncoder json ? json.former : encoder;
  }

  private static List<OutputStreamAppender<ILoggingEvent>> appenders(LoggerContext context) {
    List<OutputStreamAppender<ILoggingEvent>> found = new ArrayList<>();
    Iterator<Appender<ILoggingEvent>> all =
        context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME).iteratorForAppenders();
    while (all.hasNext()) {
      if (all.next() instanceof OutputStreamAppender<ILoggingEvent> appender) {
        found.add(appender);
      }
    }
    return found;
  }

  @Override
  public void start() {
    reasons.setContext(getContext());
    reasons.start();
    super.start();
  }

  @Override
  public byte[] headerBytes() {
    return new byte[0];
  }

  @Override
  public byte[] encode(ILoggingEvent event) {
    return (line(event) + "\n").getBytes(StandardCharsets.UTF_8); // half a character becomes '?'
  }

  @Override
  public byte[] footerBytes() {
    return new byte[0];
  }

  private String line(ILoggingEvent event) {
    StringWriter line = new StringWriter();
    LogTemplate template = LogTemplate.of(event.getMessage(), event.getArgumentArray());
    try (JsonGenerator json = JSON.createGenerator(line)) {
      json.writeStartObject();
      json.writeStringField("timestamp", MILLIS.format(Instant.ofEpochMilli(event.getTimeStamp())));
      json.writeStringField("level", event.getLevel().toString());
      json.writeStringField("logger", event.getLoggerName());
      json.writeStringField("thread", event.getThreadName());
      json.writeStringField("role", role);
      json.writeStringField("instance", instance);
      json.writeStringField("message", template.message());
      for (Map.Entry<String, @Nullable Object> field : fields(event, template).entrySet()) {
        write(json, field.getKey(), field.getValue());
      }
      if (event.getThrowableProxy() != null) {
        json.writeStringField("error", ReasonConverter.reasons(event.getThrowableProxy()));
        if (ReasonConverter.stackTracesWanted()) {
          json.writeStringField("stack_trace", reasons.convert(event).strip());
        }
      }
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e); // of a writer in memory
    }
    return line.toString();
  }

  private static Map<String, @Nullable Object> fields(ILoggingEvent event, LogTemplate template) {
    Map<String, @Nullable Object> fields = template.fields();
    List<KeyValuePair> pairs = event.getKeyValuePairs();
    if (pairs != null) {
      pairs.forEach(pair -> fields.putIfAbsent(pair.key, pair.value));
    }
    event.getMDCPropertyMap().forEach(fields::putIfAbsent);
    return fields;
  }

  private static void write(JsonGenerator json, String name, @Nullable Object value)
      throws IOException {
    json.writeFieldName(OWN.contains(name) ? "field_" + name : name);
    if (value instanceof Integer || value instanceof Long) {
      json.writeNumber(((Number) value).longValue());
    } else if (value instanceof Boolean bool) {
      json.writeBoolean(bool);
    } else {
      json.writeString(value == null ? null : String.valueOf(value));
    }
  }
}
