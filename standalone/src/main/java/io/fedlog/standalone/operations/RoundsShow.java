package io.fedlog.standalone.operations;

import io.fedlog.runtime.scan.LogScan;
import io.fedlog.schemas.RoundDefinition;
import io.fedlog.schemas.RoundState;
import io.fedlog.schemas.RoundTargets;
import io.fedlog.schemas.Topics;
import io.fedlog.standalone.terminal.Sheet;
import io.fedlog.standalone.terminal.Surroundings;
import io.fedlog.standalone.terminal.VersionText;
import java.io.PrintWriter;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** All that the topics say of one round, save what each store did. */
@Command(
    name = "show",
    header = "Shows how one round was defined and how it stands.",
    description =
        "Names of values are those of fl.round-state and fl.rounds. What happened in it, when, and"
            + " what it waits for: fedlog explain --round ID.",
    footer = {
      "",
      "  fedlog rounds show sales-1-0003",
      "",
      "Exit status: 0 shown, 1 there is no such round, 2 a setting cannot be used, 3 no Kafka."
    },
    mixinStandardHelpOptions = true,
    versionProvider = VersionText.class)
final class RoundsShow extends ReadCommand {

  @Parameters(paramLabel = "ID", description = "The round's id.")
  private String roundId = "";

  RoundsShow(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  void read(LogScan scan, PrintWriter out) {
    RoundLine line =
        RoundLines.all(scan).stream()
            .filter(round -> round.roundId().equals(roundId))
            .findFirst()
            .orElseThrow(() -> new NoSuchElementException("there is no round " + roundId));
    Sheet sheet =
        new Sheet()
            .with("round_id", roundId)
            .with("model_type", line.modelType())
            .with("status", line.status())
            .with("method", line.method())
            .with("created_at", line.createdAt());
    RoundState state = line.state();
    if (state != null) {
      standing(sheet, state);
    }
    RoundDefinition definition = line.definition();
    if (definition != null) {
      terms(sheet, definition);
      sheet.with("target_stores", targets(scan));
    }
    sheet.print(out, output());
  }

  private static void standing(Sheet sheet, RoundState state) {
    sheet
        .with("plan_id", state.getPlanId())
        .with("reason", state.getReason())
        .with("participating_stores", state.getParticipatingStores())
        .with("completed_stores", state.getCompletedStores())
        .with("needed_stores", state.getNeededStores())
        .with("cohort_size", state.getCohortSize())
        .with("model_version", state.getModelVersion())
        .with("model_sha256", state.getModelSha256())
        .with("decided_at", state.getDecidedAt())
        .with("ended_at", state.getEndedAt())
        .with("deadline_at", state.getDeadlineAt())
        .with("windows_lost", state.getWindowsLost());
  }

  private static void terms(Sheet sheet, RoundDefinition definition) {
    sheet
        .with(
            "base_version", definition.getBase() == null ? null : definition.getBase().getVersion())
        .with("min_stores", definition.getMinStores())
        .with("threshold", definition.getThreshold())
        .with("take", definition.getTake())
        .with("join_window_ms", definition.getJoinWindowMs())
        .with("deadline_ms", definition.getDeadlineMs())
        .with("at_deadline", definition.getAtDeadline().name())
        .with("encoding", definition.getEncoding().name())
        .with("update_encoding", definition.getUpdateEncoding().name())
        .with("update_bytes", definition.getUpdateBytes())
        .with("chunk_count", definition.getChunkCount())
        .with("privacy_mode", definition.getPrivacyMode())
        .with("masked", definition.getSecureAggregation() != null)
        .with("windowed", definition.getWindows() != null)
        .with("created_by", definition.getCreatedBy())
        .with("target_count", definition.getTargetCount());
  }

  private List<String> targets(LogScan scan) {
    Set<String> stores = new LinkedHashSet<>();
    scan.read(
        Topics.ROUNDS,
        record -> {
          String key = record.key();
          if (key != null && key.startsWith(roundId + "#")) {
            record
                .readable()
                .ifPresent(
                    round -> {
                      if (round.getBody() instanceof RoundTargets page) {
                        stores.addAll(page.getStoreIds());
                      }
                    });
          }
        });
    return List.copyOf(stores);
  }
}
