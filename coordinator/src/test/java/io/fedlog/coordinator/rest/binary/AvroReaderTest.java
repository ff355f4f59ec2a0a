package io.fedlog.coordinator.rest.binary;

import static io.fedlog.coordinator.rest.binary.Bodies.doubles;
import static io.fedlog.coordinator.rest.binary.Bodies.first;
import static io.fedlog.coordinator.rest.binary.Bodies.floats;
import static io.fedlog.coordinator.rest.binary.Bodies.hex;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fedlog.coordinator.rest.body.BodyException;
import io.fedlog.coordinator.rest.body.Parameters;
import io.fedlog.schemas.Encoding;
import io.fedlog.schemas.NumberType;
import io.fedlog.schemas.ParameterArray;
import io.fedlog.schemas.ParameterSet;
import io.fedlog.schemas.Tensor;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Lengths are zigzag: 2 stands for 1, 4 for 2, 1 for -1. */
class AvroReaderTest {

  /** C3 01 and the CRC-64-AVRO of the schema's canonical form, by the specification's algorithm. */
  private static final String MARK = "c301" + "589d7edb3e2bcbe1";

  @Test
  void shouldReadTheBytesOfTheSpecification() throws Exception {
    String body =
        MARK
            + ("02" + "0277" + "020400" + "02" + "20" + "000000000000f03f" + "0000000000000040")
            + "00";

    Parameters read = read(body, first());

    assertThat(read.layout()).containsExactly(new Tensor("w", List.of(2)));
    assertThat(read.values().array()).isEqualTo(doubles(1, 2));
  }

  @Test
  void shouldReadWhatAvroItselfWrites() throws Exception {
    ParameterSet set =
        new ParameterSet(
            List.of(
                array("l/1", List.of(), NumberType.FLOAT32, floats(3)),
                array("l/0", List.of(2L, 1L), NumberType.FLOAT64, doubles(1, 2)),
                array("none", List.of(0L), NumberType.FLOAT32, floats())));
    ByteBuffer body = ParameterSet.getEncoder().encode(set);
    byte[] bytes = new byte[body.remaining()];
    body.get(bytes);
    Wanted wanted =
        Bodies.of(
            Encoding.FLOAT32,
            new Tensor("none", List.of(0)),
            new Tensor("l[0]", List.of(2, 1)),
            new Tensor("l[1]", List.of()));

    Parameters read = BinaryForm.AVRO.read(new ByteArrayInputStream(bytes), wanted);

    assertThat(read.values().array()).isEqualTo(floats(1, 2, 3));
  }

  @ParameterizedTest
  @CsvSource({
    "02 0277 020400 02 20 000000000000f03f0000000000000040 00 00, MALFORMED, more follows",
    "02 0277 020400 02 20 000000000000f03f0000000000000040, MALFORMED, ends before",
    "02 0277 020400 02 20 000000000000f03f, MALFORMED, ends within array \"w\"",
    "02 0277 020400 04 20 000000000000f03f0000000000000040 00, MALFORMED, the type 2",
    "02 0277 020400 02 22 000000000000f03f0000000000000040 00, UNFIT, has 17 bytes",
    "02 0277 020400 02 1f 00, UNFIT, has -16 bytes",
    "02 0277 020300 02 20 00, UNFIT, lengths from 0",
    "02 01, MALFORMED, -1 bytes",
    "02 fcffffff0f, MALFORMED, names an array",
    "ffffffffffffffffff01 ffffffffffffffffffff, MALFORMED, cannot be",
    "02 0277 feffffffffffffffff01 00, MALFORMED, cannot be",
    "00, UNFIT, at least one number",
  })
  void shouldSayWhatIsWrong(String hex, BodyException.Fault fault, String words) {
    assertThatThrownBy(() -> read(MARK + hex.replace(" ", ""), first()))
        .isInstanceOfSatisfying(BodyException.class, e -> assertThat(e.fault()).isEqualTo(fault))
        .hasMessageContaining(words);
  }

  @Test
  void shouldRefuseAnotherSchemasBodies() {
    assertThatThrownBy(() -> read("c301" + "0000000000000000" + "00", first()))
        .hasMessageContaining("ParameterSet");
    assertThatThrownBy(() -> read("c3", first())).hasMessageContaining("ParameterSet");
  }

  @Test
  void shouldRefuseAManyAxedArray() {
    // 21 axes of length 1.
    String body =
        MARK + "02" + "0277" + "2a" + "02".repeat(21) + "00" + "02" + "10" + "00".repeat(8);

    assertThatThrownBy(() -> read(body + "00", first())).hasMessageContaining("more than 20 axes");
  }

  private static ParameterArray array(
      String name, List<Long> shape, NumberType type, byte[] values) {
    return new ParameterArray(name, shape, type, ByteBuffer.wrap(values));
  }

  private static Parameters read(String hex, Wanted wanted) throws IOException {
    byte[] body = hex(hex);
    return BinaryForm.AVRO.read(new ByteArrayInputStream(Arrays.copyOf(body, body.length)), wanted);
  }
}
