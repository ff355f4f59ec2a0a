package io.fedlog.standalone.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The check of queries must find what is wrong with them. */
class PromQlTest {

  private static final Scrape SHOWN =
      new Scrape(
          "test",
          """
          # TYPE fedlog_closed_rounds_total counter
          fedlog_closed_rounds_total{outcome="failed"} 1.0
          fedlog_live_stores 3.0
          fedlog_collecting_seconds_bucket{le="0.1"} 1
          """);

  @Test
  void shouldFindMetricsLabelsAndGroups() {
    PromQl query =
        PromQl.of(
            "topk(8, sum by (outcome, job) (rate(fedlog_closed_rounds_total{outcome!=\"a{b}\","
                + " job=~\"x\"}[$__rate_interval]))) > 1e6 and on (job) up offset 5m");

    assertThat(query.metrics())
        .isEqualTo(Map.of("fedlog_closed_rounds_total", Set.of("outcome", "job"), "up", Set.of()));
    assertThat(query.grouped()).containsExactly("job", "outcome");
    assertThat(query.unknownTo(SHOWN)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          sum(fedlog_closed_round_total) | metric fedlog_closed_round_total
          rate(fedlog_closed_rounds_total{outcom="failed"}[5m]) | label outcom of fedlog_closed_rounds_total
          sum by (reason) (fedlog_closed_rounds_total) | grouping by reason
          max(fedlog_live_stores) / no_such | metric no_such
          1 + 2 | no metric
          histogram_quantile(0.5, sum by (le, x) (fedlog_collecting_seconds_bucket)) | grouping by x
          """)
  void shouldName_whatNobodyShows(String expression, String expected) {
    assertThat(PromQl.of(expression).unknownTo(SHOWN)).containsExactly(expected);
  }
}
