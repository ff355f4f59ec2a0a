package io.fedlog.benchmarks.chaos;

import java.util.Locale;

/** What can be killed. An uploader is a store that uploads large updates, slowly. */
enum Role {
  BROKER(3),
  AGGREGATOR(2),
  COORDINATOR(2),
  AGENT(8),
  UPLOADER(2);

  private final int processes;

  Role(int processes) {
    this.processes = processes;
  }

  /** How many processes of it an installation has. */
  int processes() {
    return processes;
  }

  /** The name of one process, such as aggregator-2. */
  String process(int number) {
    return label() + "-" + number;
  }

  String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
