package io.fedlog.aggregator.figures;

import static org.assertj.core.api.Assertions.assertThat;

import io.fedlog.learning.round.Effect;
import io.fedlog.runtime.meters.ProcessMeters;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AggregatorFiguresTest {
  private final ProcessMeters meters = new ProcessMeters();
  private final AggregatorFigures figures = new AggregatorFigures(meters.registry());

  @AfterEach
  void close() {
    meters.close();
  }

  @Test
  void shouldCountChunksAndBytes_byFate() {
    figures.chunk(ChunkFate.ADMITTED, 100);
    figures.chunk(ChunkFate.ADMITTED, 11);
    figures.chunk(ChunkFate.LATE, 7);

    assertThat(figure("fedlog_received_chunks_total{fate=\"admitted\"}")).isEqualTo(2);
    assertThat(figure("fedlog_received_bytes_total{fate=\"admitted\"}")).isEqualTo(111);
    assertThat(figure("fedlog_received_chunks_total{fate=\"late\"}")).isEqualTo(1);
    assertThat(figure("fedlog_received_chunks_total{fate=\"refused\"}")).isZero();
  }

  @Test
  void shouldNotGrow_whateverReasonsAreMadeUp() {
    int before = meters.scrape().length();
    for (int i = 0; i < 10_000; i++) {
      figures.rejected("made_up_" + i);
    }
    figures.rejected("digest_mismatch");

    assertThat(figure("fedlog_rejected_records_total{reason=\"other\"}")).isEqualTo(10_000);
    assertThat(figure("fedlog_rejected_records_total{reason=\"digest_mismatch\"}")).isEqualTo(1);
    assertThat(meters.scrape().length()).isLessThan(before + 200);
  }

  @Test
  void shouldShowTheMostRoundsOfOnePartition() {
    figures.held(0, 3);
    figures.held(5, 4);
    assertThat(figure("fedlog_held_rounds")).isEqualTo(4);

    figures.held(5, 0);
    assertThat(figure("fedlog_held_rounds")).isEqualTo(3);
  }

  @Test
  void shouldCountHowRoundsEnd() {
    figures.rounds().count(new Effect.Close("r", Effect.CloseReason.FAILED, 0));
    figures.rounds().count(new Effect.Close("s", Effect.CloseReason.RETIRED, 0));

    assertThat(figure("fedlog_closed_rounds_total{outcome=\"failed\"}")).isEqualTo(1);
    assertThat(figure("fedlog_closed_rounds_total{outcome=\"retired\"}")).isEqualTo(1);
    assertThat(figure("fedlog_closed_rounds_total{outcome=\"completed\"}")).isZero();
  }

  private double figure(String name) {
    Matcher line =
        Pattern.compile("(?m)^" + Pattern.quote(name) + " (\\S+)$").matcher(meters.scrape());
    assertThat(line.find()).as(name).isTrue();
    return Double.parseDouble(line.group(1));
  }
}
