package io.fedlog.runtime;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import java.lang.management.ManagementFactory;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.ILoggerFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How much a process says. Kafka's own lines have a level of their own: what they report as a
 * warning is mostly its everyday life.
 *
 * @param level of Fedlog's own lines; at debug, stack traces are printed too
 * @param kafkaLevel of Kafka's lines
 * @param format of a role's lines
 */
public record LogSettings(LogLevel level, LogLevel kafkaLevel, LogFormat format) {

  /** How a line is written. */
  public enum LogFormat {
    /** For people: time, level, class, what happened, and to which. */
    TEXT,
    /** For machines: one JSON object a line. */
    JSON
  }

  /** How much is said. */
  public enum LogLevel {
    OFF,
    ERROR,
    WARN,
    INFO,
    DEBUG,
    TRACE
  }

  public static final Setting<LogLevel> LEVEL =
      Setting.oneOf("FL_LOG_LEVEL", LogLevel.class, "how much is logged; debug adds stack traces")
          .withDefault("info");

  public static final Setting<LogLevel> KAFKA_LEVEL =
      Setting.oneOf("FL_LOG_LEVEL_KAFKA", LogLevel.class, "how much Kafka's own classes log")
          .withDefault("error");

  public static final Setting<LogFormat> FORMAT =
      Setting.oneOf(
              "FL_LOG_FORMAT",
              LogFormat.class,
              "how a role's log is written: lines for people, or one JSON object a line")
          .withDefault("text");

  public static final List<Setting<?>> SETTINGS = List.of(LEVEL, KAFKA_LEVEL, FORMAT);

  private static final List<String> KAFKA_LOGGERS =
      List.of("org.apache.kafka", "kafka", "state.change.logger");

  /**
   * Reads the settings.
   *
   * @throws SettingException if a level or the format is unknown
   */
  public static LogSettings from(Settings settings) {
    return new LogSettings(settings.get(LEVEL), settings.get(KAFKA_LEVEL), settings.get(FORMAT));
  }

  /**
   * Applies the levels to this process, whose lines are for people; does nothing where another
   * logging library is bound.
   */
  public void apply() {
    ILoggerFactory factory = LoggerFactory.getILoggerFactory();
    if (factory instanceof LoggerContext context) {
      context.getLogger(Logger.ROOT_LOGGER_NAME).setLevel(logback(level));
      KAFKA_LOGGERS.forEach(name -> context.getLogger(name).setLevel(logback(kafkaLevel)));
    }
  }

  /**
   * Applies levels and format to a process that stays.
   *
   * @param role what it is, such as coordinator
   * @param instance what it is called among others of its role; null for its process and machine
   */
  public void apply(String role, @Nullable String instance) {
    apply();
    if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
      if (format == LogFormat.JSON) {
        String name = ManagementFactory.getRuntimeMXBean().getName(); // process id @ machine
        JsonLineEncoder.install(context, role, instance == null ? name : instance);
      } else {
        JsonLineEncoder.remove(context);
      }
    }
  }

  /**
   * The last sentence of a process, as it is to be printed: as it is, or as JSON where a role's
   * lines are.
   */
  public static String lastLine(String sentence) {
    return JsonLineEncoder.lastLine(sentence);
  }

  private static Level logback(LogLevel level) {
    return Level.toLevel(level.name(), Level.INFO);
  }
}
