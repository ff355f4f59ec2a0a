package io.fedlog.coordinator.rounds;

import static org.assertj.core.api.Assertions.assertThat;

import io.fedlog.schemas.FingerprintDirectory;
import io.fedlog.schemas.RecordCodec;
import io.fedlog.schemas.RoundRecord;
import io.fedlog.schemas.RoundTargets;
import io.fedlog.schemas.Topics;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TargetPagesTest {

  @Test
  void shouldFitEveryPage_when100000StoresHave32CharacterIds() {
    List<String> stores = IntStream.range(0, 100_000).mapToObj("store-%026d"::formatted).toList();

    List<RoundTargets> pages = TargetPages.of("round-1", "sales_forecast", stores);

    // 34 bytes an id, 3.4 MB in all, 256 KiB a page.
    assertThat(pages).hasSize(13);
    assertThat(pages.stream().flatMap(page -> page.getStoreIds().stream()).toList())
        .isEqualTo(stores);
    assertThat(IntStream.range(0, 13).allMatch(i -> pages.get(i).getPage() == i)).isTrue();
    RecordCodec<RoundRecord> codec = RecordCodec.of(Topics.ROUNDS, new FingerprintDirectory());
    assertThat(pages)
        .allSatisfy(
            page ->
                assertThat(codec.encode(new RoundRecord(page)).length)
                    .isLessThanOrEqualTo(256 * 1024));
  }

  @Test
  void shouldCountBytesNotCharacters_whenIdsAreNotAscii() {
    List<String> stores =
        IntStream.range(0, 900).mapToObj(i -> "店".repeat(96) + "%04d".formatted(i)).toList();

    List<RoundTargets> pages = TargetPages.of("r", "t", stores);

    assertThat(pages).hasSize(2);
    // (262,144 - 34) / (96 * 3 + 4 + 2) = 891
    assertThat(pages.get(0).getStoreIds()).hasSize(891);
  }

  @Test
  void shouldHaveNoPage_whenEveryStoreMayJoin() {
    assertThat(TargetPages.of("r", "t", List.of())).isEmpty();
  }
}
