package io.fedlog.standalone.installation;

/** The newest version that anybody has heard of. Thread-safe. */
final class NewestVersion {
  private long version;

  synchronized void saw(long heardOf) {
    version = Math.max(version, heardOf);
    notifyAll();
  }

  /** Waits until there is this version, or a newer one. */
  synchronized void await(long least) throws InterruptedException {
    while (version < least) {
      wait();
    }
  }
}
