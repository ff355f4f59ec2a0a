package io.fedlog.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import io.fedlog.runtime.LogSettings.LogFormat;
import io.fedlog.runtime.LogSettings.LogLevel;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class LoggingTest {
  private final LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
  private final Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
  private final Level before = root.getLevel();

  @AfterEach
  void restore() {
    root.setLevel(before);
    context.getLogger("org.apache.kafka").setLevel(Level.ERROR);
  }

  @Test
  void shouldSetBothLevels_whenApplied() {
    LogSettings.from(Settings.fromEnv(Map.of("FL_LOG_LEVEL", "warn", "FL_LOG_LEVEL_KAFKA", "off")))
        .apply();

    assertThat(root.getLevel()).isEqualTo(Level.WARN);
    assertThat(context.getLogger("org.apache.kafka.clients").getEffectiveLevel())
        .isEqualTo(Level.OFF);
  }

  @Test
  void shouldRefuse_whenLevelIsUnknown() {
    assertThatThrownBy(() -> LogSettings.from(Settings.fromEnv(Map.of("FL_LOG_LEVEL", "loud"))))
        .hasMessageContaining("\"loud\"")
        .hasMessageContaining("off, error, warn, info, debug, trace");
  }

  @Test
  void shouldPrintReasonsInOneLine_whenLevelIsInfo() {
    new LogSettings(LogLevel.INFO, LogLevel.ERROR, LogFormat.TEXT).apply();

    assertThat(converted())
        .isEqualTo(" (IllegalStateException: round failed; because of Exception: disk full)");
  }

  @Test
  void shouldPrintTheStackTrace_whenLevelIsDebug() {
    new LogSettings(LogLevel.DEBUG, LogLevel.ERROR, LogFormat.TEXT).apply();

    assertThat(converted()).contains("at io.fedlog.runtime.LoggingTest");
  }

  private String converted() {
    Exception thrown = new IllegalStateException("round failed", new Exception("disk\nfull"));
    ReasonConverter converter = new ReasonConverter();
    converter.setContext(context);
    converter.start();
    return converter.convert(
        new LoggingEvent("here", context.getLogger("test"), Level.WARN, "message", thrown, null));
  }
}
