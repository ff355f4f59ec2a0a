package io.fedlog.coordinator.rest.binary;

import static io.fedlog.coordinator.rest.binary.Bodies.doubles;
import static io.fedlog.coordinator.rest.binary.Bodies.first;
import static io.fedlog.coordinator.rest.binary.Bodies.floats;
import static io.fedlog.coordinator.rest.binary.Bodies.hex;
import static io.fedlog.coordinator.rest.binary.Bodies.npy;
import static io.fedlog.coordinator.rest.binary.Bodies.zip;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fedlog.coordinator.rest.body.BodyException;
import io.fedlog.coordinator.rest.body.Parameters;
import io.fedlog.schemas.Encoding;
import io.fedlog.schemas.Tensor;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NpzReaderTest {

  /**
   * What Python's zipfile and numpy's layout of npy make of w = [1., 2.]; sizes in ZIP64 extras.
   */
  private static final String STORED =
      "504b03042d000000000000002100645baabfffffffffffffffff05001400772e6e70790100100090000000"
          + "000000009000000000000000934e554d5059010076007b276465736372273a20273c6638272c2027666f72"
          + "7472616e5f6f72646572273a2046616c73652c20277368617065273a2028322c292c207d20202020202020"
          + "20202020202020202020202020202020202020202020202020202020202020202020202020202020202020"
          + "202020202020202020200a000000000000f03f0000000000000040504b01022d032d000000000000002100"
          + "645baabf9000000090000000050000000000000000000000800100000000772e6e7079504b050600000000"
          + "0100010033000000c70000000000";

  private static final String DEFLATED =
      "504b03042d000000080000002100645baabfffffffffffffffff05001400772e6e70790100100090000000"
          + "000000004c000000000000009bec17ea1b10c9c850c650ad9e925a9c5ca46ea5a06e9366a1aea3a09e965f"
          + "54529498179f5f94920a12774bcc294e058a17672416a402f91a463a9a3a0ab50a14002e0630f8600fa119"
          + "1c00504b01022d032d000000080000002100645baabf4c0000009000000005000000000000000000000080"
          + "0100000000772e6e7079504b0506000000000100010033000000830000000000";

  @ParameterizedTest
  @ValueSource(strings = {STORED, DEFLATED})
  void shouldReadWhatNumpyWrites(String file) throws Exception {
    Parameters read = read(hex(file), first());

    assertThat(read.layout()).containsExactly(new Tensor("w", List.of(2)));
    assertThat(read.values().array()).isEqualTo(doubles(1, 2));
  }

  @Test
  void shouldPutArraysInOrder_whenTheyComeInAnother() throws Exception {
    byte[] body =
        zip(
            "dense/1.npy",
            npy("<f4", "(1,)", floats(1.5f)),
            "scale.npy",
            npy("<i4", "()", hex("fbffffff")),
            "dense/0.npy",
            npy("<f2", "(1, 2)", hex("003c" + "00c0")));

    Parameters read = read(body, first());

    assertThat(read.layout())
        .containsExactly(
            new Tensor("dense[0]", List.of(1, 2)),
            new Tensor("dense[1]", List.of(1)),
            new Tensor("scale", List.of()));
    assertThat(read.values().array()).isEqualTo(doubles(1, -2, 1.5, -5));

    Wanted wanted = Bodies.of(Encoding.FLOAT32, read.layout().toArray(new Tensor[0]));
    assertThat(read(body, wanted).values().array()).isEqualTo(floats(1, -2, 1.5f, -5));
  }

  @Test
  void shouldReadLaterVersions_ofTheHeader() throws Exception {
    byte[] one = npy("<f8", "(1,)", doubles(7));
    for (byte version = 2; version <= 3; version++) {
      byte[] other = new byte[one.length + 2];
      System.arraycopy(one, 0, other, 0, 10);
      System.arraycopy(one, 10, other, 12, one.length - 10);
      other[6] = version;

      assertThat(read(zip("w.npy", other), first()).values().array()).isEqualTo(doubles(7));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '#',
      quoteCharacter = '`',
      value = {
        "{'descr': '|O', 'fortran_order': False, 'shape': (2,), } # type '|O'",
        "{'descr': '>f4', 'fortran_order': False, 'shape': (2,), } # type '>f4'",
        "{'descr': '|b1', 'fortran_order': False, 'shape': (2,), } # type '|b1'",
        "{'descr': [('x', '<f4')], 'fortran_order': False, 'shape': (2,), } # never read",
        "{'descr': '<f4', 'fortran_order': True, 'shape': (2,), } # Fortran",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (2,) # never read",
        "{'descr': '<f4', 'fortran_order': False} # has a header with",
        "{'descr': '<f4', 'descr': '<f4', 'fortran_order': False, 'shape': (2,)} # twice",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (2,), 'x': 'y'} # has a header with",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (2)} # the shape (2), which is none",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (-2,)} # never read",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (,)} # which is none",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (3,)} # shape [3]; the round's has [2]",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (9999999999999999999,)} # none",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (999999999999999999,)} # lengths from 0",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (2,)} x # never read",
        "2 # never read",
      })
  void shouldRefuseWhatIsNoArrayOfNumbers(String header, String words) throws Exception {
    byte[] body = zip("a.npy", npy(header, floats(1, 2)));

    assertThatThrownBy(() -> read(body, two()))
        .isInstanceOfSatisfying(
            BodyException.class, e -> assertThat(e.fault()).isEqualTo(BodyException.Fault.UNFIT))
        .hasMessageContainingAll("\"a\"", words);
  }

  @Test
  void shouldUnpackNoMoreThanTheRoundNeeds_whenItIsABomb() throws Exception {
    byte[] bomb = zip("a.npy", npy("<f4", "(2,)", new byte[100 << 20]));
    assertThat(bomb.length).as("what is small on the way").isLessThan(200_000);
    AtomicLong taken = new AtomicLong();

    assertThatThrownBy(() -> read(counted(bomb, taken), two()))
        .hasMessageContaining("unpacks to more than");
    assertThat(taken.get()).as("bytes of the body that were looked at").isLessThan(4096);

    byte[] many = zip("a.npy", npy("<f4", "(26214400,)", new byte[100 << 20]));
    assertThatThrownBy(() -> read(many, two())).hasMessageContaining("[26214400]");
    assertThatThrownBy(() -> read(many, first())).hasMessageContaining("at most 131072 numbers");
    byte[] header = zip("a.npy", npy(" ".repeat(60_000), new byte[0]));
    assertThatThrownBy(() -> read(header, two())).hasMessageContaining("more than 4096");
  }

  @Test
  void shouldRefuseTheFirstNumberTooMany_whenManyArraysAddUp() throws Exception {
    byte[] half = npy("|u1", "(70000,)", new byte[70_000]);

    assertThatThrownBy(() -> read(zip("a.npy", half, "b.npy", half), first()))
        .hasMessageContaining("\"b\" has shape [70000]; expected at most 61072");
  }

  @Test
  void shouldRefuse_whenAnEntryIsNoArrayOfTheRound() throws Exception {
    byte[] array = npy("<f4", "(2,)", floats(1, 2));
    assertThatThrownBy(() -> read(zip("a.txt", array), two())).hasMessageContaining("ARRAY.npy");
    assertThatThrownBy(() -> read(zip("b.npy", array), two()))
        .hasMessageContaining("no array \"b\"");
    assertThatThrownBy(() -> read(zip("../a.npy", array), two()))
        .hasMessageContaining("no array \"../a\"");
    assertThatThrownBy(() -> read(zip("x".repeat(500) + ".npy", array), two()))
        .hasMessageContaining("400 characters");
    assertThatThrownBy(() -> read(zip("a.npy", array, "a/0.npy", array), two()))
        .hasMessageContaining("no array \"a/0\"");
    assertThatThrownBy(() -> read(zip("a.npy", array, "a/0.npy", array), first()))
        .hasMessageContaining("the list of arrays [-1, 0]");
    assertThatThrownBy(() -> read(zip("a/1.npy", array), first()))
        .hasMessageContaining("the list of arrays [1]; expected 0 to 0");
  }

  @Test
  void shouldSayThatItIsNotWhole_whereverItIsCutOff() throws Exception {
    byte[] array = npy("<f4", "(2,)", floats(1, 2));
    byte[] body = zip("a/0.npy", array, "a/1.npy", array, "b.npy", array);

    for (int length = 0; length < body.length; length++) {
      byte[] cut = Arrays.copyOf(body, length);
      assertThatThrownBy(() -> read(cut, first()))
          .as("the first %d bytes", length)
          .isInstanceOfSatisfying(
              BodyException.class,
              e -> assertThat(e.fault()).isEqualTo(BodyException.Fault.MALFORMED));
    }
  }

  @Test
  void shouldNotBelieveDeclaredSizes() {
    // The ZIP64 extra says 0x91 bytes of the 0x90 that there are.
    String lie = STORED.replaceFirst("0100100090", "0100100091");

    assertThatThrownBy(() -> read(hex(lie), first()))
        .hasMessageContaining("said to unpack to 145 bytes; its header and shape need 144");
    assertThatThrownBy(() -> read(hex(STORED.replace("0000f03f", "0000f03e")), first()))
        .as("the checksum")
        .hasMessageContaining("CRC");
  }

  private static Wanted two() {
    return Bodies.of(Encoding.FLOAT32, new Tensor("a", List.of(2)));
  }

  private static InputStream counted(byte[] body, AtomicLong taken) {
    return new ByteArrayInputStream(body) {
      @Override
      public synchronized int read(byte[] buffer, int offset, int length) {
        int came = super.read(buffer, offset, length);
        taken.addAndGet(Math.max(0, came));
        return came;
      }
    };
  }

  private static Parameters read(byte[] body, Wanted wanted) throws IOException {
    return read(new ByteArrayInputStream(body), wanted);
  }

  private static Parameters read(InputStream body, Wanted wanted) throws IOException {
    return BinaryForm.NPZ.read(body, wanted);
  }
}
