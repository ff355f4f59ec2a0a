package io.fedlog.learning.selection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fedlog.learning.selection.SelectionTerms.Draw;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SelectionTest {
  private static final List<Candidate> TOWN =
      List.of(
          new Candidate("harbour", 10, 0),
          new Candidate("market", 200, 0),
          new Candidate("north", 30, 0),
          new Candidate("south", 0, 0),
          new Candidate("west", 50, 0),
          new Candidate("éclair", 5, 0));

  /** Worked out by Python's hashlib: by u, and by -ln(u) / rows. */
  @ParameterizedTest
  @CsvSource({
    "EVEN, 1, 'north', 1",
    "EVEN, 1, 'market north', 2",
    "EVEN, 1, 'harbour market north west éclair', 5",
    "EVEN, 2, 'éclair', 1",
    "EVEN, 2, 'harbour south éclair', 3",
    "BY_ROWS, 1, 'market', 1",
    "BY_ROWS, 1, 'harbour market west', 3",
    "BY_ROWS, 1, 'harbour market north west éclair', 5",
    "BY_ROWS, 2, 'market west', 2",
    "BY_ROWS, 2, 'market north west', 3",
  })
  void shouldAskTheSmallestDraws(Draw draw, long round, String names, int wanted) {
    SelectionTerms terms =
        new SelectionTerms(draw, new BigDecimal("0.01"), BigDecimal.ONE, wanted, 0, 7);

    Selected selected = Selection.of(terms, round, TOWN);

    assertThat(selected).isEqualTo(new Selected(6, wanted, List.of(names.split(" "))));
  }

  @Test
  void shouldAskEverybodyByName() {
    assertThat(Selection.of(SelectionTerms.everybody(), 5, TOWN).asked())
        .containsExactly("harbour", "market", "north", "south", "west", "éclair");
  }

  @Test
  void shouldAskTheSame_whateverTheOrderOfCandidates() {
    List<Candidate> shuffled = new ArrayList<>(stores(300));
    Collections.shuffle(shuffled, new Random(4));
    SelectionTerms terms = drawing("0.2", "1.3");

    assertThat(Selection.of(terms, 9, shuffled)).isEqualTo(Selection.of(terms, 9, stores(300)));
  }

  @Test
  void shouldAskOthers_whenTheRoundIsAnother() {
    SelectionTerms terms = drawing("0.2", "1");

    assertThat(Selection.of(terms, 1, stores(300)).asked())
        .hasSize(60)
        .isNotEqualTo(Selection.of(terms, 2, stores(300)).asked());
  }

  @ParameterizedTest
  @CsvSource({
    "100, 0.55, 1,   55, 55", // 0.55 * 100 is 55.00000000000001 in binary
    "100, 0.1,  1.3, 10, 13",
    "10,  0.25, 1.3, 3,  4",
    "10,  0.9,  1.3, 9,  10",
    "10,  0.01, 1,   2,  2",
    "1,   0.01, 1,   1,  1",
    "0,   1,    1,   0,  0",
  })
  void shouldCountInDecimals(int stores, String fraction, String over, int wanted, int asked) {
    Selected selected = Selection.of(drawing(fraction, over), 1, stores(stores));

    assertThat(selected.available()).isEqualTo(stores);
    assertThat(selected.wanted()).isEqualTo(wanted);
    assertThat(selected.asked()).hasSize(asked);
  }

  /** 13 are asked for 10 wanted of 100. */
  @ParameterizedTest
  @CsvSource({"13, 10, 13", "12, 10, 12", "10, 10, 10", "9, 9, 9", "1, 1, 1"})
  void shouldAskNoMoreThanThereMayBe(int most, int wanted, int asked) {
    Selected all = Selection.of(drawing("0.1", "1.3"), 1, stores(100));
    Selected selected = Selection.of(drawing("0.1", "1.3"), 1, stores(100), most);

    assertThat(selected.available()).isEqualTo(100);
    assertThat(selected.wanted()).isEqualTo(wanted);
    assertThat(selected.asked()).hasSize(asked).isSubsetOf(all.asked());
  }

  @Test
  void shouldAskAllThatItWouldAnyway_whenItAsksForMore() {
    List<String> few = Selection.of(drawing("0.1", "1"), 3, stores(200)).asked();
    List<String> more = Selection.of(drawing("0.1", "1.3"), 3, stores(200)).asked();

    assertThat(more).hasSize(26).containsAll(few);
  }

  @Test
  void shouldPassOverTheSilent() {
    List<Candidate> candidates =
        List.of(
            new Candidate("a", 1, 30_000),
            new Candidate("b", 1, 30_001),
            new Candidate("c", 1, 0),
            new Candidate("d", 1, 90_000));
    SelectionTerms terms =
        new SelectionTerms(Draw.EVEN, BigDecimal.ONE, BigDecimal.ONE, 1, 30_000, 7);

    assertThat(Selection.of(terms, 1, candidates)).isEqualTo(new Selected(2, 2, List.of("a", "c")));
  }

  @Test
  void shouldChangeNobodyElsesDraw_whenAStoreGoes() {
    List<Candidate> all = stores(100);
    List<String> asked = Selection.of(drawing("0.3", "1"), 1, all).asked();
    List<Candidate> without =
        all.stream().filter(store -> !store.storeId().equals(asked.get(0))).toList();

    assertThat(Selection.of(drawing("0.3", "1"), 1, without).asked())
        .hasSize(30)
        .containsAll(asked.subList(1, asked.size()));
  }

  /** Chances of 1/4 and 3/4 over 4000 rounds; five standard deviations of 27.4 each. */
  @Test
  void shouldAskInProportionToRows() {
    List<Candidate> two = List.of(new Candidate("small", 100, 0), new Candidate("large", 300, 0));
    SelectionTerms one =
        new SelectionTerms(Draw.BY_ROWS, new BigDecimal("0.5"), BigDecimal.ONE, 1, 0, 11);
    int large = 0;
    for (int round = 0; round < 4000; round++) {
      large += Selection.of(one, round, two).asked().contains("large") ? 1 : 0;
    }

    assertThat(large).isBetween(3000 - 137, 3000 + 137);
  }

  /** Each of 10 stores in 3 of 10 rounds, 4000 rounds: 1200, five standard deviations of 29. */
  @Test
  void shouldAskAllStoresAlike() {
    int[] times = new int[10];
    for (int round = 0; round < 4000; round++) {
      for (String store : Selection.of(drawing("0.3", "1"), round, stores(10)).asked()) {
        times[Integer.parseInt(store.substring(1))]++;
      }
    }

    assertThat(Arrays.stream(times).boxed()).allMatch(n -> n >= 1200 - 145 && n <= 1200 + 145);
  }

  @Test
  void shouldSayWhatIsWrong() {
    assertThatThrownBy(() -> drawing("0", "1"))
        .hasMessage("fraction is 0; expected a share above 0 and at most 1");
    assertThatThrownBy(() -> drawing("1.01", "1")).hasMessageContaining("fraction is 1.01");
    assertThatThrownBy(() -> drawing("1", "0.9"))
        .hasMessage("over_selection is 0.9; expected a factor from 1 to 10 such as 1.3");
    assertThatThrownBy(() -> new SelectionTerms(Draw.EVEN, BigDecimal.ONE, BigDecimal.ONE, 0, 0, 0))
        .hasMessage("least_wanted is 0; expected 1 or more");
    assertThatThrownBy(
            () -> new SelectionTerms(Draw.EVEN, BigDecimal.ONE, BigDecimal.ONE, 1, -1, 0))
        .hasMessageContaining("available_within_ms is -1");
    assertThatThrownBy(() -> new Candidate("a", -1, 0)).hasMessageContaining("rows of store a");
    assertThatThrownBy(() -> new Candidate("a", 1, -5)).hasMessageContaining("-5 ms");
    assertThatThrownBy(() -> new Candidate("", 1, 0)).hasMessageContaining("store_id is empty");
    Candidate twice = new Candidate("a", 1, 0);
    assertThatThrownBy(() -> Selection.of(SelectionTerms.everybody(), 1, List.of(twice, twice)))
        .hasMessageContaining("name store a twice");
  }

  private static SelectionTerms drawing(String fraction, String over) {
    return new SelectionTerms(
        Draw.EVEN, new BigDecimal(fraction), new BigDecimal(over), 2, 0, 20_261_120);
  }

  private static List<Candidate> stores(int count) {
    List<Candidate> stores = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      stores.add(new Candidate("s" + i, 10L + i, 0));
    }
    return stores;
  }
}
