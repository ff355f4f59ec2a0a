package io.fedlog.embedded;

import java.io.IOException;
import java.nio.file.Path;

/**
 * The child process behind {@link BrokerProcess}: starts a broker, prints {@code READY host:port},
 * and runs until its standard input ends, so that it never outlives the JVM that started it.
 *
 * <p>Arguments: data directory, port, which member of a cluster it is, then {@code name=value}
 * broker properties.
 */
final class BrokerMain {
  static final String READY = "READY ";
  static final String FAILED = "FAILED ";

  private BrokerMain() {}

  /** Exits with 0 when standard input ends, and with 1 when the broker cannot start. */
  public static void main(String[] arguments) throws IOException {
    EmbeddedKafka.Builder builder =
        EmbeddedKafka.builder()
            .dataDir(Path.of(arguments[0]))
            .port(Integer.parseInt(arguments[1]))
            .member(ClusterMember.parse(arguments[2]));
    for (int i = 3; i < arguments.length; i++) {
      String[] pair = arguments[i].split("=", 2);
      builder.property(pair[0], pair[1]);
    }
    try (EmbeddedKafka broker = builder.start()) {
      System.out.println(READY + broker.bootstrapServers());
      while (System.in.read() >= 0) {
        // Nothing is said on standard input; only its end counts.
      }
    } catch (BrokerStartException e) {
      System.out.println(FAILED + e.getMessage());
      System.exit(1);
    }
    System.exit(0);
  }
}
