package io.fedlog.standalone.audit;

import io.fedlog.schemas.AuditEvent;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** Which entries are meant: one of the three ways to say so. An exclusive group of options. */
final class EventChoice {
  private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");

  @Option(
      names = "--model",
      paramLabel = "SHA256",
      description = "The round that made the model with this model_sha256")
  private @Nullable String model;

  @Option(names = "--round", paramLabel = "ID", description = "Everything about this round")
  private @Nullable String round;

  @Option(
      names = "--event",
      paramLabel = "INDEX",
      description = "The entry with this index, from 0")
  private @Nullable Long event;

  /** Refuses what can be no model's hash. */
  void check() {
    String hash = model;
    if (hash != null && !SHA256.matcher(hash.toLowerCase(Locale.ROOT)).matches()) {
      throw new TypeConversionException(
          "--model '" + hash + "' is no SHA-256; expected 64 hexadecimal digits");
    }
    if (event != null && event < 0) {
      throw new TypeConversionException("--event is " + event + "; expected 0 or more");
    }
  }

  /** Whether the entry must be read to know. */
  boolean needsEvent() {
    return event == null;
  }

  /**
   * Whether an entry is meant.
   *
   * @param said what it says; null when that cannot be read or was not asked for
   */
  boolean means(long index, @Nullable AuditEvent said) {
    if (event != null) {
      return index == event;
    }
    if (said == null) {
      return false;
    }
    return round != null ? round.equals(said.getRoundId()) : isOfModel(said);
  }

  private boolean isOfModel(AuditEvent said) {
    return model != null
        && said.getEvent().equals("round_completed")
        && model.equalsIgnoreCase(said.getDetails().get("model_sha256"));
  }

  @Override
  public String toString() {
    if (event != null) {
      return "entry " + event;
    }
    return round != null ? "round " + round : "model " + model;
  }
}
