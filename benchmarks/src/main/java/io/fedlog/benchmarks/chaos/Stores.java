package io.fedlog.benchmarks.chaos;

import java.util.List;
import java.util.stream.IntStream;

/** Which stores there are, and which process speaks for each. */
final class Stores {
  private static final int OF_AN_UPLOADER = 2;

  private Stores() {}

  /** The store of one agent, under the name that the generated file has. */
  static String ofAgent(int agent) {
    return "S%03d".formatted(agent);
  }

  static List<String> ofAgents() {
    return IntStream.rangeClosed(1, Role.AGENT.processes()).mapToObj(Stores::ofAgent).toList();
  }

  static List<String> ofUploader(int uploader) {
    return ofUploaders().subList(OF_AN_UPLOADER * (uploader - 1), OF_AN_UPLOADER * uploader);
  }

  static List<String> ofUploaders() {
    return IntStream.rangeClosed(1, OF_AN_UPLOADER * Role.UPLOADER.processes())
        .mapToObj(i -> "u-" + i)
        .toList();
  }
}
