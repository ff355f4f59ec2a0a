package io.fedlog.learning.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fedlog.learning.exact.Grid;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TextUnionTest {
  @Test
  void shouldGiveEachLineOnceAndSorted_whenTextsOverlap() {
    ChunkAggregate union = union(100);

    union.add(text("b\nd\n"), 1);
    union.add(text("a\nb\n"), 1);
    union.add(text(""), 1);

    assertThat(result(union)).isEqualTo("a\nb\nd\n");
  }

  @Test
  void shouldKeepALine_whenOneOfTwoThatNameItIsTakenOut() {
    ChunkAggregate union = union(100);

    union.add(text("a\nb\n"), 1);
    union.add(text("b\nc\n"), 1);
    union.subtract(text("a\nb\n"), 1);

    assertThat(result(union)).isEqualTo("b\nc\n");
  }

  @Test
  void shouldNotCareForTheOrder_whenATextIsTakenOutBeforeItIsAdded() {
    ChunkAggregate union = union(100);

    union.subtract(text("x\n"), 1);
    assertThatThrownBy(() -> result(union))
        .isInstanceOf(FinaliseException.class)
        .hasMessageContaining("\"x\"");
    union.add(text("a\n"), 1);
    union.add(text("x\n"), 1);

    assertThat(result(union)).isEqualTo("a\n");
  }

  @Test
  void shouldSortByCodeUnit_whenLettersAreNotAscii() {
    // U+FB01 sorts after the surrogates of U+1F600 by code unit, though not by code point.
    ChunkAggregate union = union(100);

    union.add(text("Z\na\n"), 1);
    union.add(text("\u00e9\n\ud83d\ude00\n\ufb01\n"), 1);

    assertThat(result(union)).isEqualTo("Z\na\n\u00e9\n\ud83d\ude00\n\ufb01\n");
  }

  @ParameterizedTest
  @CsvSource({
    "'a', line 1 does not end with LF",
    "'a\nb', line 2 does not end with LF",
    "'\n', line 1 is empty",
    "'a\n\n', line 2 is empty",
    "'b\na\n', line 2 sorts before",
    "'a\nb\nb\n', line 3 repeats",
  })
  void shouldSayWhatIsWrong_whenTheTextIsBad(String bad, String detail) {
    ChunkAggregate union = union(100);
    union.add(text("k\n"), 1);

    PayloadFault fault = union.fault(text(bad), 1);

    assertThat(fault).isNotNull();
    assertThat(fault.reason()).isEqualTo("bad_text");
    assertThat(fault.detail()).contains(detail);
    assertThatThrownBy(() -> union.add(text(bad), 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(detail);
    assertThat(result(union)).isEqualTo("k\n");
  }

  @Test
  void shouldRefuseBytes_whenTheyAreNotUtf8() {
    ByteBuffer truncated = ByteBuffer.wrap(new byte[] {'a', (byte) 0xc3, '\n'});
    ByteBuffer surrogate =
        ByteBuffer.wrap(new byte[] {(byte) 0xed, (byte) 0xa0, (byte) 0x80, '\n'});

    for (ByteBuffer bytes : new ByteBuffer[] {truncated, surrogate}) {
      PayloadFault fault = union(100).fault(bytes, 1);
      assertThat(fault).isNotNull();
      assertThat(fault.reason()).isEqualTo("bad_text");
      assertThat(fault.detail()).contains("not UTF-8");
    }
  }

  @Test
  void shouldRefuseATextOrAUnion_whenItIsLongerThanTheRoundAllows() {
    ChunkAggregate union = union(4);

    PayloadFault fault = union.fault(text("a\nb\nc\n"), 1);
    assertThat(fault).isNotNull();
    assertThat(fault.reason()).isEqualTo("wrong_length");
    assertThat(fault.detail()).isEqualTo("payload has 6 bytes, expected at most 4");
    assertThatThrownBy(() -> union.add(text("a\nb\nc\n"), 1))
        .isInstanceOf(IllegalArgumentException.class);

    union.add(text("a\nb\n"), 1);
    union.add(text("c\nd\n"), 1);
    assertThatThrownBy(() -> result(union))
        .isInstanceOf(FinaliseException.class)
        .hasMessageContaining("8 bytes")
        .hasMessageContaining("room for 4");
  }

  @Test
  void shouldHoldNothing_whenAllIsTakenOut() {
    ChunkAggregate union = union(100);
    union.add(text("abc\nd\n"), 1);
    assertThat(union.memoryBytes()).isPositive();

    union.subtract(text("abc\nd\n"), 1);

    assertThat(union.memoryBytes()).isZero();
    assertThat(result(union)).isEmpty();
  }

  @Test
  void shouldLeaveThePositions_whenAPayloadIsRead() {
    ByteBuffer payload = text("a\nb\n");
    ChunkAggregate union = union(100);

    assertThat(union.fault(payload, 1)).isNull();
    union.add(payload, 1);

    assertThat(payload.remaining()).isEqualTo(4);
  }

  private static ChunkAggregate union(int maxBytes) {
    Grid grid = Grid.finest(1, 0, 1, 100, 1);
    return Methods.streamed("union")
        .newAggregate(new ChunkTerms(Encoding.TEXT, grid, 0, maxBytes, Map.of()));
  }

  private static String result(ChunkAggregate union) {
    return new String(union.finalise(new FinaliseTerms(1, 1, null, null)), StandardCharsets.UTF_8);
  }

  private static ByteBuffer text(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
  }
}
