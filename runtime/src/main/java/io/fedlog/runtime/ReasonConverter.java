package io.fedlog.runtime;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.pattern.ThrowableProxyConverter;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Prints a logged exception as its reasons in one line, and as a stack trace only where the root
 * logger is at debug: an operator needs the reason, a developer asks for the trace.
 */
public final class ReasonConverter extends ThrowableProxyConverter {

  @Override
  public String convert(ILoggingEvent event) {
    IThrowableProxy thrown = event.getThrowableProxy();
    if (thrown == null) {
      return "";
    }
    return stackTracesWanted()
        ? System.lineSeparator() + super.convert(event)
        : " (" + reasons(thrown) + ")";
  }

  /** Its reasons in one line, the last that was thrown first. */
  static String reasons(IThrowableProxy thrown) {
    StringBuilder line = new StringBuilder();
    String separator = "";
    String lastMessage = null;
    for (IThrowableProxy reason = thrown; reason != null; reason = reason.getCause()) {
      String message = String.valueOf(reason.getMessage());
      // A wrapper that only repeats its cause's words adds nothing.
      if (lastMessage == null || !lastMessage.contains(message)) {
        String className = reason.getClassName();
        line.append(separator).append(className.substring(className.lastIndexOf('.') + 1));
        if (reason.getMessage() != null) {
          line.append(": ").append(message.replace('\n', ' '));
        }
        separator = "; because of ";
      }
      lastMessage = message;
    }
    return line.toString();
  }

  /** Whether the root logger is at debug. */
  static boolean stackTracesWanted() {
    return LoggerFactory.getILoggerFactory() instanceof LoggerContext context
        && Level.DEBUG.isGreaterOrEqual(
            context.getLogger(Logger.ROOT_LOGGER_NAME).getEffectiveLevel());
  }
}
