package io.fedlog.runtime;

/** What a Fedlog process ends with. */
public enum ExitStatus {
  /** Everything asked for was done. */
  OK(0),
  /** Something failed on the way; the log says what. */
  FAILED(1),
  /** A setting, an option or an input file cannot be used; nothing was done. */
  USAGE(2),
  /** Kafka did not answer. */
  UNREACHABLE(3);

  private final int code;

  ExitStatus(int code) {
    this.code = code;
  }

  /** The number given to the operating system. */
  public int code() {
    return code;
  }

  /** The status for a process that a failure ends. */
  public static ExitStatus of(Throwable failure) {
    if (failure instanceof BrokerUnreachableException) {
      return UNREACHABLE;
    }
    return failure instanceof IllegalArgumentException ? USAGE : FAILED;
  }
}
