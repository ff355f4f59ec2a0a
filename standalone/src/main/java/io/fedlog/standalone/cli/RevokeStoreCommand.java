package io.fedlog.standalone.cli;

import io.fedlog.standalone.terminal.Surroundings;
import io.fedlog.standalone.terminal.VersionText;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Takes a store's key back. */
@Command(
    name = "revoke-store",
    description = "Takes a store's key and its tokens back.",
    footer = {
      "",
      "From then on nothing counts that the store signs, begun rounds included, and coordinators"
          + " refuse its tokens. To let it in again make a new code: fedlog enrol-code.",
      "",
      "Where Kafka is comes from the coordinator's settings (docs/configuration.md).",
      "",
      "  fedlog revoke-store north",
      "",
      "Exit status: 0 done, 1 no such store is enrolled, 2 a setting cannot be used, 3 no Kafka."
    },
    mixinStandardHelpOptions = true,
    versionProvider = VersionText.class)
final class RevokeStoreCommand extends AccessWish {

  @Parameters(paramLabel = "STORE", description = "The store's id.")
  private String storeId = "";

  RevokeStoreCommand(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  Asking prepare() {
    return (client, out, err) -> {
      client.revokeStore(storeId);
      out.println("Store " + storeId + " is revoked.");
    };
  }
}
