package io.fedlog.runtime.trust;

import org.jspecify.annotations.Nullable;

/**
 * Whether a record is believed to be from the store it names.
 *
 * @param reason why not, as a code; null when it is believed
 * @param detail what was expected, what came and what to do; null when it is believed
 * @param revision offset on {@code fl.stores}, in the partition of the signing store's key, of the
 *     record that the verdict rests on; {@link #NO_REVISION} when it rests on none
 */
public record Verdict(@Nullable String reason, @Nullable String detail, long revision) {

  /** No record of fl.stores was needed, or there was none. */
  public static final long NO_REVISION = -1;

  /** Believed without a look at any key. */
  public static final Verdict UNCHECKED = new Verdict(null, null, NO_REVISION);

  public Verdict {
    if ((reason == null) != (detail == null)) {
      throw new IllegalArgumentException(
          "expected a reason with a detail or neither, came " + reason + " and " + detail);
    }
  }

  /** Believed by what stands on fl.stores at that offset. */
  public static Verdict believed(long revision) {
    return new Verdict(null, null, revision);
  }

  /** Not believed; the detail says what was expected, what came and what to do. */
  public static Verdict refused(String reason, String detail, long revision) {
    return new Verdict(reason, detail, revision);
  }

  public boolean isBelieved() {
    return reason == null;
  }
}
