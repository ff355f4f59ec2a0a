package io.fedlog.learning.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fedlog.learning.exact.Grid;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Methods that users bring along, and that say what cannot be. */
class OwnMethodsTest {

  /** Says what it is told to. */
  private static class Own implements AggregationMethod {
    @Override
    public String name() {
      return "own";
    }

    @Override
    public void check(MethodTerms terms) {}

    @Override
    public PayloadCheck payloadCheck(ChunkTerms terms) {
      return (payload, weight) -> null;
    }
  }

  private static class Collected extends Own implements CollectedMethod {
    @Override
    public byte[] combine(List<ByteBuffer> payloads, long[] weights, ChunkTerms terms) {
      return new byte[0];
    }
  }

  private static final class Measured extends Collected implements MeasuredMethod {
    @Override
    public int mostUpdates(long chunkBytes) {
      return 1000;
    }

    @Override
    public Shares conclude(Cohort cohort) {
      return Shares.equal(cohort.size(), 0);
    }
  }

  @Test
  void shouldRefuseToRegister_whenNobodyCouldAggregateWithIt() {
    assertThatThrownBy(() -> Methods.register(new TreeMap<>(), new Own()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("\"own\"")
        .hasMessageContaining("neither streamed nor collected");
    Methods.register(new TreeMap<>(), new Collected());
    Methods.register(new TreeMap<>(), new Measured());
  }

  @Test
  void shouldRefuseToRegister_whenItIsTwoThingsAtOnce() {
    class Both extends Collected implements StreamedMethod {
      @Override
      public ChunkAggregate newAggregate(ChunkTerms terms) {
        throw new UnsupportedOperationException();
      }

      @Override
      public PayloadCheck payloadCheck(ChunkTerms terms) {
        return super.payloadCheck(terms);
      }
    }

    assertThatThrownBy(() -> Methods.register(new TreeMap<>(), new Both()))
        .hasMessageContaining("both streamed and collected");
  }

  @Test
  void shouldRefuseTheRound_whenItsChecksFail() {
    AggregationMethod failing =
        new Collected() {
          @Override
          public void check(MethodTerms terms) {
            throw new IllegalStateException("no mood");
          }
        };
    AggregationMethod unready =
        new Collected() {
          @Override
          public PayloadCheck payloadCheck(ChunkTerms terms) {
            throw new UnsupportedOperationException("not for chunk " + terms.chunkIndex());
          }
        };

    assertThatThrownBy(() -> Methods.check(failing, terms(10, 16, 1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("method own failed to check the round")
        .hasMessageContaining("no mood");
    assertThatThrownBy(() -> Methods.check(unready, terms(10, 16, 1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("cannot check the payloads of chunk 0")
        .hasMessageContaining("not for chunk 0");
  }

  @Test
  void shouldNameTheBound_whenItIsImpossible() {
    AggregationMethod none =
        new Collected() {
          @Override
          public int mostUpdates(long chunkBytes) {
            return 0;
          }
        };
    AggregationMethod nothing =
        new Collected() {
          @Override
          public long mostChunkBytes(Encoding encoding) {
            return 0;
          }
        };

    assertThatThrownBy(() -> Methods.check(none, terms(10, 16, 1)))
        .hasMessageContaining("method own: mostUpdates is 0, expected at least 1");
    assertThatThrownBy(() -> Methods.check(nothing, terms(10, 16, 1)))
        .hasMessageContaining("method own: mostChunkBytes is 0, expected at least 65536");
  }

  @Test
  void shouldHoldToTheBounds_whenTheMethodDoesNotCheckThem() {
    AggregationMethod small =
        new Collected() {
          @Override
          public long mostChunkBytes(Encoding encoding) {
            return 65_536;
          }
        };

    Methods.check(new Measured(), terms(250, 16, 1));
    assertThatThrownBy(() -> Methods.check(new Measured(), terms(251, 16, 1)))
        .hasMessageContaining("at most 250 updates: maxCohort is 251");
    Methods.check(small, terms(10, 65_536, 1));
    assertThatThrownBy(() -> Methods.check(small, terms(10, 70_000, 1)))
        .hasMessageContaining("chunks of at most 65536 bytes: chunks have 70000");
    assertThat(Methods.mostUpdates("krum", 16)).isEqualTo(250);
    assertThat(Methods.mostChunkBytes("krum", Encoding.FLOAT32)).isEqualTo(131_072);
  }

  private static MethodTerms terms(int cohort, long bytes, int chunks) {
    return new MethodTerms(
        Encoding.FLOAT32, Grid.finest(1, 0, 1, cohort, 1), bytes, 1 << 17, chunks, 1, Map.of());
  }
}
