package io.fedlog.runtime.tensors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class TensorTypeTest {

  /** Patterns from IEEE 754 and two's complement, written down little-endian. */
  @ParameterizedTest
  @CsvSource({
    "F64, 9a9999999999b93f, 0.1",
    "F32, 0000c0bf, -1.5",
    "F16, 0100, 5.9604644775390625E-8", // the least half: 2^-24
    "F16, ff7b, 65504",
    "F16, 0080, -0.0",
    "F16, 00fc, -Infinity",
    "F16, 017c, NaN",
    "BF16, 803f, 1",
    "BF16, 49c0, -3.140625",
    "BF16, 807f, Infinity",
    "I8, ff, -1",
    "U8, ff, 255",
    "I16, 0080, -32768",
    "U16, ffff, 65535",
    "I32, 00000080, -2147483648",
    "U32, ffffffff, 4294967295",
    "I64, 0000000000002000, 9007199254740992", // 2^53
    "I64, 000000000000e0ff, -9007199254740992",
    "U64, 0000000000002000, 9007199254740992",
  })
  void shouldReadTheNumber(TensorType type, String hex, double value) {
    ByteBuffer bytes = ByteBuffer.wrap(HexFormat.of().parseHex(hex)).order(ByteOrder.LITTLE_ENDIAN);

    assertThat(type.isNumber()).isTrue();
    assertThat(type.next(bytes)).isEqualTo(Double.valueOf(value)); // NaN and -0 as such
    assertThat(bytes.hasRemaining()).isFalse();
  }

  @ParameterizedTest
  @CsvSource({"I64, 0100000000002000", "I64, ffffffffffffdfff", "U64, 0000000000000080"})
  void shouldRefuse_whatADoubleMayNotHold(TensorType type, String hex) {
    ByteBuffer bytes = ByteBuffer.wrap(HexFormat.of().parseHex(hex)).order(ByteOrder.LITTLE_ENDIAN);

    assertThatThrownBy(() -> type.next(bytes))
        .isInstanceOf(ArithmeticException.class)
        .hasMessageContaining("2^53");
  }

  @ParameterizedTest
  @EnumSource(names = {"BOOL", "F8_E5M2", "F8_E4M3"})
  void shouldNotRead_whatIsNoNumber(TensorType type) {
    assertThat(type.isNumber()).isFalse();
    assertThatThrownBy(() -> type.next(ByteBuffer.allocate(1)))
        .isInstanceOf(IllegalStateException.class);
  }
}
