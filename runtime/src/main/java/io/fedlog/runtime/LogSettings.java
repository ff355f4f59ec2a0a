package io.fedlog.runtime;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import java.util.List;
import org.slf4j.ILoggerFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How much a process says. Kafka's own lines have a level of their own: what they report as a
 * warning is mostly its everyday life.
 *
 * @param level of Fedlog's own lines; at debug, stack traces are printed too
 * @param kafkaLevel of Kafka's lines
 */
public record LogSettings(LogLevel level, LogLevel kafkaLevel) {

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

  public static final List<Setting<?>> SETTINGS = List.of(LEVEL, KAFKA_LEVEL);

  private static final List<String> KAFKA_LOGGERS =
      List.of("org.apache.kafka", "kafka", "state.change.logger");

  /**
   * Reads the settings.
   *
   * @throws SettingException if a level is unknown
   */
  public static LogSettings from(Settings settings) {
    return new LogSettings(settings.get(LEVEL), settings.get(KAFKA_LEVEL));
  }

  /** Applies the levels to this process; does nothing where another logging library is bound. */
  public void apply() {
    ILoggerFactory factory = LoggerFactory.getILoggerFactory();
    if (factory instanceof LoggerContext context) {
      context.getLogger(Logger.ROOT_LOGGER_NAME).setLevel(logback(level));
      KAFKA_LOGGERS.forEach(name -> context.getLogger(name).setLevel(logback(kafkaLevel)));
    }
  }

  private static Level logback(LogLevel level) {
    return Level.toLevel(level.name(), Level.INFO);
  }
}
