package io.fedlog.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.fedlog.schemas.ModelManifest;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** 1 - 2 - 3, from 1 also 4, a plan's first 5 - 6, and 9 of the forgotten 8. */
class LineageTest {

  private static final ModelManifest THIRD = version(3, 2L);
  private static final ModelManifest FORK = version(4, 1L);
  private static final ModelManifest SIXTH = version(6, 5L);

  private final Lineage lineage = new Lineage();

  @BeforeEach
  void grow() {
    List.of(version(1, null), version(2, 1L), THIRD, FORK, version(5, null), SIXTH)
        .forEach(lineage::add);
  }

  @Test
  void shouldFollowALineToItsFirstVersion_whateverElseCameOfIt() {
    assertThat(descends(THIRD, "r-1")).isTrue();
    assertThat(descends(THIRD, "r-3")).isTrue();
    assertThat(descends(FORK, "r-1")).isTrue();
    assertThat(descends(FORK, "r-2")).as("on the other branch").isFalse();
    assertThat(descends(version(1, null), "r-2")).as("later").isFalse();
    assertThat(descends(SIXTH, "r-3")).as("of a plan before").isFalse();
    assertThat(descends(SIXTH, "r-5")).isTrue();
  }

  @Test
  void shouldLeaveItOpen_whenAVersionIsForgotten() {
    assertThat(descends(version(9, 8L), "r-3")).isTrue();
  }

  @Test
  void shouldEnd_whenAVersionNamesItselfOrALaterOne() {
    assertThat(descends(version(6, 6L), "r-3")).isFalse();
    assertThat(descends(version(2, 3L), "r-3")).isFalse();
  }

  private boolean descends(ModelManifest version, String round) {
    return lineage.mayDescend(version, round::equals);
  }

  private static ModelManifest version(long number, @Nullable Long base) {
    return ModelManifest.newBuilder(Rounds.model(number, "r-" + number, 1).manifest())
        .setBaseVersion(base)
        .build();
  }
}
