package io.fedlog.schemas;

import org.apache.kafka.common.errors.SerializationException;
import org.jspecify.annotations.Nullable;

/**
 * A record's bytes are not a value of its topic. The record is at fault, not the reader: set it
 * aside and go on. Like every {@link SerializationException} it carries no stack trace, so that a
 * flood of bad records stays cheap.
 */
public final class UnreadableRecordException extends SerializationException {
  /** The first byte is not 0, the mark of the Confluent wire format. */
  public static final String BAD_MAGIC = "bad_magic";

  /** No schema has the record's schema id. */
  public static final String UNKNOWN_SCHEMA = "unknown_schema";

  /** The id's schema is another record's, or cannot be read into this version's. */
  public static final String WRONG_SCHEMA = "wrong_schema";

  /** The bytes end before the value does. */
  public static final String TRUNCATED = "truncated";

  /** The bytes cannot be a value of the schema they name. */
  public static final String MALFORMED = "malformed";

  /** The record is larger than {@link RecordCodec#MAX_RECORD_BYTES}. */
  public static final String TOO_LARGE = "too_large";

  private static final long serialVersionUID = 1L;

  private final String reason;
  private final String detail;

  /**
   * Says why.
   *
   * @param reason one of this class's codes
   * @param detail what was expected and what came
   */
  public UnreadableRecordException(String reason, String detail) {
    this(reason, detail, null);
  }

  UnreadableRecordException(String reason, String detail, @Nullable Throwable cause) {
    super(reason + ": " + detail, cause);
    this.reason = reason;
    this.detail = detail;
  }

  /** A code for counters: one of this class's constants. */
  public String reason() {
    return reason;
  }

  /** What was expected and what came. */
  public String detail() {
    return detail;
  }
}
