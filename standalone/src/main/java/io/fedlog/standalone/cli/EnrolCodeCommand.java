package io.fedlog.standalone.cli;

import io.fedlog.coordinator.identity.NewEnrolmentCode;
import io.fedlog.standalone.terminal.Surroundings;
import io.fedlog.standalone.terminal.TimeText;
import io.fedlog.standalone.terminal.VersionText;
import java.time.Duration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Makes the code with which a store enrols its key. */
@Command(
    name = "enrol-code",
    description = "Makes a one-time code with which a store enrols its key.",
    footer = {
      "",
      "The code is all that is written to standard output, and it is kept nowhere: hand it to the"
          + " store. It counts once, for that store, until its time is over or the store is"
          + " enrolled or revoked. A store that has a key gets the new one in its place.",
      "",
      "Where Kafka is comes from the coordinator's settings (docs/configuration.md).",
      "",
      "  fedlog enrol-code north --for 2h > north.code",
      "",
      "Exit status: 0 done, 1 failed, 2 a name or a setting cannot be used, 3 no Kafka."
    },
    mixinStandardHelpOptions = true,
    versionProvider = VersionText.class)
final class EnrolCodeCommand extends AccessWish {

  @Parameters(paramLabel = "STORE", description = "The store's id.")
  private String storeId = "";

  @Option(
      names = "--for",
      paramLabel = "TIME",
      converter = TimeText.class,
      defaultValue = "24h",
      description = "How long the code counts, at most 168h. Default: ${DEFAULT-VALUE}")
  private Duration life = Duration.ZERO;

  EnrolCodeCommand(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  Asking prepare() {
    return (client, out, err) -> {
      NewEnrolmentCode code = client.newEnrolmentCode(storeId, life);
      out.println(code.code());
      err.println("For store " + code.storeId() + ", once, until " + code.expiresAt() + ".");
    };
  }
}
