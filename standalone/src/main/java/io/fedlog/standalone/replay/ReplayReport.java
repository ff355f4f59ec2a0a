package io.fedlog.standalone.replay;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.fedlog.aggregator.replay.Difference;
import io.fedlog.aggregator.replay.RoundComparison;
import io.fedlog.standalone.terminal.UnusableException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a replay found, as a file for programs. */
final class ReplayReport {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  private ReplayReport() {}

  /**
   * Writes it.
   *
   * @throws UnusableException when the file cannot be written
   */
  static void write(Path file, Instant at, List<RoundComparison> rounds) {
    Map<String, @Nullable Object> report = begin(at);
    report.put("summary", ReplayText.summary(rounds));
    report.put("rounds", rounds.stream().map(ReplayReport::round).toList());
    write(file, report);
  }

  /**
   * Writes the answer to a what-if.
   *
   * @throws UnusableException when the file cannot be written
   */
  static void write(Path file, Instant at, String roundId, Map<String, @Nullable Object> answer) {
    Map<String, @Nullable Object> report = begin(at);
    report.put("round_id", roundId);
    report.putAll(answer);
    write(file, report);
  }

  private static Map<String, @Nullable Object> begin(Instant at) {
    Map<String, @Nullable Object> report = new LinkedHashMap<>();
    report.put("replayed_at", at.toString());
    return report;
  }

  private static void write(Path file, Map<String, @Nullable Object> report) {
    try {
      Files.writeString(file, JSON.writeValueAsString(report) + "\n");
    } catch (IOException e) {
      throw new UnusableException("the report cannot be written to %s (%s)".formatted(file, e), e);
    }
  }

  private static Map<String, Object> round(RoundComparison round) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("round_id", round.roundId());
    json.put("model_type", round.modelType());
    json.put("status", round.status());
    json.put("versions", round.versions());
    json.put("result", ReplayText.word(round.outcome()));
    Map<String, Object> compared = new LinkedHashMap<>();
    compared.put("decisions", round.compared().decisions());
    compared.put("orders", round.compared().orders());
    compared.put("counts", round.compared().counts());
    compared.put("chunks", round.compared().chunks());
    compared.put("bytes", round.compared().bytes());
    json.put("compared", compared);
    json.put("differences", round.differences().stream().map(ReplayReport::difference).toList());
    json.put("notes", round.notes());
    return json;
  }

  private static Map<String, String> difference(Difference difference) {
    Map<String, String> json = new LinkedHashMap<>();
    json.put("what", difference.what());
    json.put("expected", difference.expected());
    json.put("came", difference.came());
    return json;
  }
}
