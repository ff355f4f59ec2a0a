package io.fedlog.standalone.operations;

import io.fedlog.runtime.scan.LogScan;
import io.fedlog.schemas.ModelManifest;
import io.fedlog.standalone.terminal.Sheet;
import io.fedlog.standalone.terminal.Surroundings;
import io.fedlog.standalone.terminal.Table;
import java.io.PrintWriter;
import java.util.List;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The versions of one model type, or one of them. */
@Command(
    name = "show",
    header = "Shows the versions of a model type, or one version.",
    description =
        "sha256 is the tree hash of the model's bytes, not what sha256sum says of an exported"
            + " file. All of fl.global-models is read, as for fedlog models list.",
    footer = {
      "",
      "  fedlog models show sales_forecast",
      "  fedlog models show sales_forecast --version 12",
      "",
      "Exit status: 0 shown, 1 there is no such version, 2 a setting cannot be used, 3 no Kafka."
    })
final class ModelsShow extends ReadCommand {

  /** The usual options have a --version of their own. */
  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help message and exit.")
  private boolean unusedHelp;

  @Parameters(paramLabel = "TYPE", description = "The model type.")
  private String modelType = "";

  @Option(
      names = "--version",
      paramLabel = "V",
      description = "Only that version, with more of it.")
  private @Nullable Long version;

  ModelsShow(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  void read(LogScan scan, PrintWriter out) {
    KnownModels known = KnownModels.read(scan);
    List<ModelManifest> versions = known.of(modelType);
    if (versions.isEmpty()) {
      throw new NoSuchElementException(
          "model_type "
              + modelType
              + " has no version on the log; fedlog models list names those that have");
    }
    Long wanted = version;
    if (wanted == null) {
      table(versions, known.promotedOf(modelType)).print(out, output());
      return;
    }
    ModelManifest one =
        versions.stream()
            .filter(manifest -> manifest.getVersion() == wanted)
            .findFirst()
            .orElseThrow(
                () ->
                    new NoSuchElementException(
                        "model_type %s has no version %d on the log; it has %s"
                            .formatted(
                                modelType,
                                wanted,
                                versions.stream().map(ModelManifest::getVersion).toList())));
    sheet(one, known.promotedOf(modelType)).print(out, output());
  }

  private static Table table(List<ModelManifest> versions, @Nullable Long promoted) {
    Table table =
        Table.of(
            "version",
            "promoted",
            "round_id",
            "base_version",
            "method",
            "cohort_size",
            "model_bytes",
            "published_at",
            "sha256");
    for (ModelManifest one : versions) {
      table.row(
          one.getVersion(),
          isPromoted(one, promoted) ? "yes" : null,
          one.getRoundId(),
          one.getBaseVersion(),
          one.getMethod(),
          one.getCohortSize(),
          one.getModelBytes(),
          one.getPublishedAt(),
          one.getSha256());
    }
    return table;
  }

  private static Sheet sheet(ModelManifest one, @Nullable Long promoted) {
    Table layout = Table.of("name", "shape");
    one.getLayout().forEach(array -> layout.row(array.getName(), array.getShape().toString()));
    Table config = Table.of("key", "value");
    one.getTrainingConfig().forEach(config::row);
    return new Sheet()
        .with("model_type", one.getModelType())
        .with("version", one.getVersion())
        .with("promoted", isPromoted(one, promoted))
        .with("round_id", one.getRoundId())
        .with("base_version", one.getBaseVersion())
        .with("method", one.getMethod())
        .with("encoding", one.getEncoding().name())
        .with("parameter_count", one.getParameterCount())
        .with("model_bytes", one.getModelBytes())
        .with("chunk_count", one.getChunkCount())
        .with("cohort_size", one.getCohortSize())
        .with("published_at", one.getPublishedAt())
        .with("sha256", one.getSha256())
        .with("layout", layout)
        .with("training_config", config);
  }

  private static boolean isPromoted(ModelManifest one, @Nullable Long promoted) {
    return promoted != null && promoted == one.getVersion();
  }
}
