package io.fedlog.standalone.operations;

import io.fedlog.runtime.scan.LogRecord;
import io.fedlog.runtime.scan.LogScan;
import io.fedlog.schemas.RoundDefinition;
import io.fedlog.schemas.RoundRecord;
import io.fedlog.schemas.RoundRequest;
import io.fedlog.schemas.RoundState;
import io.fedlog.schemas.Topics;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * All rounds of an installation, from the two compacted topics that have a record a round: what the
 * round log has grown to does not matter.
 */
final class RoundLines {

  private RoundLines() {}

  /** Every round, the newest first. */
  static List<RoundLine> all(LogScan scan) {
    Map<String, LogRecord<RoundState>> states = scan.newest(Topics.ROUND_STATE);
    List<RoundLine> lines = new ArrayList<>();
    Map<String, RoundRecord> asked = new LinkedHashMap<>();
    scan.read(
        Topics.ROUNDS,
        record -> {
          String key = record.key();
          if (key != null && key.indexOf('#') < 0) { // pages of targets pass by
            record.readable().ifPresent(round -> asked.put(key, round));
          }
        });
    states.forEach(
        (roundId, record) ->
            record.readable().ifPresent(state -> lines.add(line(roundId, asked, state))));
    asked.forEach(
        (roundId, round) -> {
          if (!states.containsKey(roundId)) {
            lines.add(line(roundId, round, null));
          }
        });
    lines.sort(
        Comparator.comparing(RoundLine::createdAt)
            .reversed()
            .thenComparing(RoundLine::roundId, Comparator.reverseOrder()));
    return lines;
  }

  private static RoundLine line(String roundId, Map<String, RoundRecord> asked, RoundState state) {
    RoundRecord round = asked.get(roundId);
    return round == null ? new RoundLine(roundId, null, null, state) : line(roundId, round, state);
  }

  private static RoundLine line(String roundId, RoundRecord round, @Nullable RoundState state) {
    Object body = round.getBody();
    return new RoundLine(
        roundId,
        body instanceof RoundDefinition definition ? definition : null,
        body instanceof RoundRequest request ? request : null,
        state);
  }
}
