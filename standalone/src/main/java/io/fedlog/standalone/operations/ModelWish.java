package io.fedlog.standalone.operations;

import io.fedlog.coordinator.CoordinatorConfig;
import io.fedlog.coordinator.client.ModelFiles;
import io.fedlog.standalone.terminal.Surroundings;
import io.fedlog.standalone.terminal.UnusableException;
import io.fedlog.standalone.terminal.VersionText;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** One thing that is asked of a version. */
abstract class ModelWish extends AskCommand {

  private static final Duration READ_WITHIN = Duration.ofMinutes(10);
  private static final String EXIT =
      "Exit status: 0 done, 1 there is no such version, 2 a flag or a setting cannot be used, 3 no"
          + " Kafka.";

  @Parameters(index = "0", paramLabel = "TYPE", description = "The model type.")
  private String modelType = "";

  @Parameters(index = "1", paramLabel = "V", description = "The version's number.")
  private long version;

  private ModelWish(Surroundings surroundings) {
    super(surroundings);
  }

  static ModelWish promote(Surroundings surroundings) {
    return new Promote(surroundings);
  }

  static ModelWish export(Surroundings surroundings) {
    return new Export(surroundings);
  }

  final String modelType() {
    return modelType;
  }

  final long version() {
    return version;
  }

  @Command(
      name = "promote",
      header = "Makes a version the one that stores serve and train from.",
      description =
          "Forwards it is a promotion, backwards a roll-back. It stays promoted until another is, or"
              + " until a version that was trained from it takes its place.",
      footer = {"", "  fedlog models promote sales_forecast 11", "", EXIT},
      mixinStandardHelpOptions = true,
      versionProvider = VersionText.class)
  private static final class Promote extends ModelWish {
    Promote(Surroundings surroundings) {
      super(surroundings);
    }

    @Override
    Asking prepare(CoordinatorConfig config, Surroundings with) {
      return (client, out) -> {
        client.promote(modelType(), version());
        out.println(
            "That version %d of %s is promoted is on the log.".formatted(version(), modelType()));
      };
    }
  }

  @Command(
      name = "export",
      header = "Writes a version to a file.",
      description =
          "FILE gets the parameters, little-endian and in the order of the layout; FILE.json beside it"
              + " says what they are and what their hash is. The version is held to its hash first.",
      footer = {"", "  fedlog models export sales_forecast 12 --out sales.model", "", EXIT},
      mixinStandardHelpOptions = true,
      versionProvider = VersionText.class)
  private static final class Export extends ModelWish {
    @Option(
        names = "--out",
        paramLabel = "FILE",
        required = true,
        description = "Where to write it; a file that is there is replaced.")
    private Path file = Path.of("");

    Export(Surroundings surroundings) {
      super(surroundings);
    }

    @Override
    Asking prepare(CoordinatorConfig config, Surroundings with) {
      Path folder = file.toAbsolutePath().getParent();
      if (folder == null || !Files.isDirectory(folder)) {
        throw new UnusableException(
            "--out is " + file + "; expected a file in a folder that is there", null);
      }
      return (client, out) -> {
        ModelFiles.write(client.exportModel(modelType(), version(), READ_WITHIN), file);
        out.println(
            "Version %d of %s is in %s and %s.json.".formatted(version(), modelType(), file, file));
      };
    }
  }
}
