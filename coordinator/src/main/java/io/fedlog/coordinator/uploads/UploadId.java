package io.fedlog.coordinator.uploads;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Names an upload in parts and says where on the log it begins.
 *
 * @param key random, 16 hexadecimal digits; decides the partition
 * @param offset of the record that begins it
 */
public record UploadId(String key, long offset) {

  private static final Pattern FORM = Pattern.compile("([0-9a-f]{16})-(0|[1-9]\\d{0,17})");

  /** The id that a client sends back; empty when it cannot be one. */
  public static Optional<UploadId> parse(String text) {
    Matcher form = FORM.matcher(text);
    return form.matches()
        ? Optional.of(new UploadId(form.group(1), Long.parseLong(form.group(2))))
        : Optional.empty();
  }

  /** As a client is told it. */
  @Override
  public String toString() {
    return key + "-" + offset;
  }
}
