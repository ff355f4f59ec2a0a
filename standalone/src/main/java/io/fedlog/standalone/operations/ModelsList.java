package io.fedlog.standalone.operations;

import io.fedlog.runtime.scan.LogScan;
import io.fedlog.schemas.ModelManifest;
import io.fedlog.standalone.terminal.Surroundings;
import io.fedlog.standalone.terminal.Table;
import io.fedlog.standalone.terminal.VersionText;
import java.io.PrintWriter;
import java.util.List;
import picocli.CommandLine.Command;

/** Model types, one a line. */
@Command(
    name = "list",
    header = "Lists the model types that have a version.",
    description =
        "Of each: its newest version, which one is promoted, and how many can be read. All of"
            + " fl.global-models is read for that, parameters included: with large models it takes"
            + " as long as copying them.",
    footer = {
      "",
      "  fedlog models list --output json",
      "",
      "Exit status: 0 listed, none included; 2 a setting cannot be used, 3 no Kafka."
    },
    mixinStandardHelpOptions = true,
    versionProvider = VersionText.class)
final class ModelsList extends ReadCommand {

  ModelsList(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  void read(LogScan scan, PrintWriter out) {
    KnownModels known = KnownModels.read(scan);
    Table table =
        Table.of(
            "model_type",
            "version",
            "promoted_version",
            "versions_kept",
            "parameter_count",
            "model_bytes",
            "method",
            "cohort_size",
            "published_at",
            "sha256");
    for (String modelType : known.versions().keySet()) {
      List<ModelManifest> versions = known.of(modelType);
      if (versions.isEmpty()) {
        continue;
      }
      ModelManifest newest = versions.get(versions.size() - 1);
      table.row(
          modelType,
          newest.getVersion(),
          known.promotedOf(modelType),
          versions.size(),
          newest.getParameterCount(),
          newest.getModelBytes(),
          newest.getMethod(),
          newest.getCohortSize(),
          newest.getPublishedAt(),
          newest.getSha256());
    }
    table.print(out, output());
  }
}
