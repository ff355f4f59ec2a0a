package io.fedlog.coordinator.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.fedlog.coordinator.log.MaskingStanding.Phase;
import io.fedlog.schemas.SecureGroup;
import io.fedlog.schemas.SecureMember;
import io.fedlog.schemas.SecureRound;
import io.fedlog.schemas.SecureSharers;
import io.fedlog.schemas.SecureSurvivors;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MaskingViewTest {

  /** Ten stores, s0 to s9, on two pages. */
  private static final List<Object> GROUP = List.of(page(0, 6), page(1, 4));

  /** All but s3: bits 0xf7, 0x03. */
  private static final Object SHARERS =
      new SecureSharers(digest(), bits(0xf7, 0x03), 9, Instant.EPOCH);

  /** All but s3 and s9. */
  private static final Object SURVIVORS =
      new SecureSurvivors(0, 1, digest(), bits(0xf7, 0x01), 8, digest(), List.of(), Instant.EPOCH);

  private final MaskingView view = new MaskingView();

  @Test
  void shouldFollowThePhases() {
    assertThat(view.of("r")).isEmpty();
    add(GROUP.get(0));
    assertThat(view.of("r")).as("half of the group").isEmpty();
    add(GROUP.get(1));
    assertThat(view.of("r")).hasValue(standing(Phase.SHARE));
    add(SHARERS);
    assertThat(view.of("r")).hasValue(standing(Phase.MASK, "s3"));
    add(SURVIVORS);
    assertThat(view.of("r")).hasValue(standing(Phase.REVEAL, "s3", "s9"));
    add(GROUP.get(0));
    assertThat(view.of("r")).as("said again").hasValue(standing(Phase.REVEAL, "s3", "s9"));
    assertThat(view.of("another")).isEmpty();
  }

  /** The records of a round lie in several partitions. */
  @Test
  void shouldEndAlike_inWhateverOrderTheyAreRead() {
    List<Object> all = new ArrayList<>(GROUP);
    all.add(SHARERS);
    all.add(SURVIVORS);
    for (int seed = 0; seed < 24; seed++) {
      Collections.shuffle(all, new Random(seed));
      MaskingView other = new MaskingView();
      all.forEach(body -> other.add(new SecureRound("r", "m", body)));

      assertThat(other.of("r")).hasValue(standing(Phase.REVEAL, "s3", "s9"));
    }
  }

  private void add(Object body) {
    view.add(new SecureRound("r", "m", body));
  }

  private static MaskingStanding standing(Phase phase, String... dropped) {
    return new MaskingStanding(phase, 10, 9, 4, List.of(dropped));
  }

  private static SecureGroup page(int page, int stores) {
    int first = page * 6;
    return new SecureGroup(
        page,
        2,
        10,
        first,
        IntStream.range(first, first + stores)
            .mapToObj(i -> new SecureMember("s" + i, digest(), digest(), digest()))
            .toList(),
        9,
        4,
        digest(),
        Instant.EPOCH);
  }

  private static ByteBuffer bits(int... bytes) {
    ByteBuffer bits = ByteBuffer.allocate(bytes.length);
    for (int one : bytes) {
      bits.put((byte) one);
    }
    return bits.flip();
  }

  private static ByteBuffer digest() {
    return ByteBuffer.allocate(32);
  }
}
