package io.fedlog.schemas;

/** How many partitions a topic has. */
public enum Partitions {
  /** The number that is fixed for an installation, {@link Topics#DEFAULT_PARTITIONS} unless set. */
  INSTALLATION,
  /** One, because the order of all its records counts. */
  ONE;

  /**
   * The number of partitions in an installation of {@code installation} partitions.
   *
   * @throws IllegalArgumentException when {@code installation} is below 1
   */
  public int count(int installation) {
    if (installation < 1) {
      throw new IllegalArgumentException(
          "An installation has at least 1 partition, but was given " + installation + ".");
    }
    return this == ONE ? 1 : installation;
  }
}
