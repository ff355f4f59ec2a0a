package io.fedlog.learning.secure;

import static org.assertj.core.api.Assertions.assertThat;

import io.fedlog.learning.secure.GroupTerms.Adversary;
import org.junit.jupiter.api.Test;

class UnmaskingCostTest {
  private static final GroupTerms SPARSE = GroupTerms.sparse(Adversary.SEMI_HONEST, 0.3, 0.33);

  /** 300 of 1,000 lost, 250 neighbours: 75,000 agreements and 1,000 stores' own masks. */
  @Test
  void shouldTakeAThousandStores_inTheLargestChunks() {
    GroupSize size = SPARSE.forGroup(1_000);
    assertThat(size.neighbours()).isEqualTo(250);

    assertThat(UnmaskingCost.misfit(terms(SPARSE, 65_536), size)).isEmpty();
  }

  /** 6 * 10^9 values by 76,000 masks are 78,947. */
  @Test
  void shouldRefuseChunks_whoseMasksTakeTooLong() {
    GroupSize size = SPARSE.forGroup(1_000);

    assertThat(UnmaskingCost.misfit(terms(SPARSE, 78_947), size)).isEmpty();
    assertThat(UnmaskingCost.misfit(terms(SPARSE, 78_948), size))
        .hasValueSatisfying(
            why ->
                assertThat(why)
                    .startsWith("up to 76000 masks are to be taken off chunks of 78948 values")
                    .contains("expected at most 78947 values", "FL_CHUNK_BYTES"));
  }

  /** Of 1,826 stores 547 may be lost: 547 * 1,825 = 998,275; of 1,827 548: 1,000,648. */
  @Test
  void shouldRefuseAGraph_thatTakesTooManyAgreements() {
    GroupTerms complete = GroupTerms.complete(Adversary.SEMI_HONEST, 0.3, 0.33);

    assertThat(UnmaskingCost.misfit(terms(complete, 1_000), complete.forGroup(1_826))).isEmpty();
    assertThat(UnmaskingCost.misfit(terms(complete, 1_000), complete.forGroup(1_827)))
        .hasValueSatisfying(
            why -> assertThat(why).contains("1000648 agreements; expected at most 1000000"));
  }

  private static SecureTerms terms(GroupTerms group, int chunkValues) {
    return new SecureTerms("r", 3, 10_000_000, chunkValues, group);
  }
}
