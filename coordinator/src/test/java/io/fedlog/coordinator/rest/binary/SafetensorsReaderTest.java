package io.fedlog.coordinator.rest.binary;

import static io.fedlog.coordinator.rest.binary.Bodies.doubles;
import static io.fedlog.coordinator.rest.binary.Bodies.first;
import static io.fedlog.coordinator.rest.binary.Bodies.floats;
import static io.fedlog.coordinator.rest.binary.Bodies.hex;
import static io.fedlog.coordinator.rest.binary.Bodies.safetensors;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fedlog.coordinator.rest.body.BodyException;
import io.fedlog.coordinator.rest.body.Parameters;
import io.fedlog.schemas.Encoding;
import io.fedlog.schemas.Tensor;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SafetensorsReaderTest {

  @Test
  void shouldFixTheLayout_whenItIsTheFirstUpload() throws Exception {
    // As the usual writers sort names: dense/10 would come before dense/2, and here 1 before 0.
    String header =
        "{'__metadata__':{'format':'np'},"
            + "'dense/1':{'dtype':'F32','shape':[1],'data_offsets':[0,4]},"
            + "'scale':{'dtype':'F64','shape':[],'data_offsets':[12,20]},"
            + "'dense/0':{'dtype':'F32','shape':[1,2],'data_offsets':[4,12]},"
            + "'stacked/1':{'dtype':'F16','shape':[2],'data_offsets':[20,24]},"
            + "'stacked/0':{'dtype':'BF16','shape':[2],'data_offsets':[24,28]},"
            + "'none':{'dtype':'F32','shape':[0],'data_offsets':[28,28]}}  ";
    // float 1.5 = 3fc00000, 2 = 40000000, -3 = c0400000; double 0.1 = 3fb999999999999a;
    // half 1 = 3c00, 65504 = 7bff; bfloat16 -2 = c000, 0.5 = 3f00; all little-endian.
    byte[] data =
        hex("0000c03f" + "00000040" + "000040c0" + "9a9999999999b93f" + "003cff7b" + "00c0003f");

    Parameters read = read(safetensors(header, data), first());

    assertThat(read.layout())
        .containsExactly(
            new Tensor("dense[0]", List.of(1, 2)),
            new Tensor("dense[1]", List.of(1)),
            new Tensor("scale", List.of()),
            new Tensor("stacked", List.of(2, 2)),
            new Tensor("none", List.of(0)));
    assertThat(read.encoding()).isEqualTo(Encoding.FLOAT64);
    assertThat(read.values().array()).isEqualTo(doubles(2, -3, 1.5, 0.1, -2, 0.5, 1, 65504));
  }

  @Test
  void shouldWriteIntoTheUpdate_whenTheRoundHasALayout() throws Exception {
    Wanted wanted =
        Bodies.of(
            Encoding.FLOAT32,
            new Tensor("w", List.of(2, 1)),
            new Tensor("l[0]", List.of(1)),
            new Tensor("l[1]", List.of()));
    String header =
        "{'l/1':{'dtype':'I16','shape':[],'data_offsets':[0,2]},"
            + "'l/0':{'dtype':'F64','shape':[1],'data_offsets':[2,10]},"
            + "'w/1':{'dtype':'U8','shape':[1],'data_offsets':[10,11]},"
            + "'w/0':{'dtype':'I8','shape':[1],'data_offsets':[11,12]}}";

    Parameters read =
        read(safetensors(header, hex("feff" + "9a9999999999b93f" + "ff" + "ff")), wanted);

    // As l/0 is 0.1 in double precision, it is rounded to the nearest single.
    assertThat(read.values().array()).isEqualTo(floats(-1, 255, 0.1f, -2));
  }

  @Test
  void shouldTakeAnArrayOfManySlices() throws Exception {
    double[] numbers = new double[20_001]; // 160,008 bytes: more than two slices
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = i / 7.0;
    }
    String header = "{'w':{'dtype':'F64','shape':[20001],'data_offsets':[0,160008]}}";

    assertThat(read(safetensors(header, doubles(numbers)), first()).values().array())
        .isEqualTo(doubles(numbers));
  }

  /** Eight bytes of data follow; the round wants one array "a" of two singles. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "['a'] | JSON object",
        "{'a':{'dtype':'F32','shape':[2],'data_offsets':[0,8]}} {} | JSON",
        "{'a':{'dtype':'F32','shape':[1],'data_offsets':[0,4]},"
            + "'a':{'dtype':'F32','shape':[1],'data_offsets':[4,8]}} | Duplicate",
        "{'a':{'dtype':'F32','shape':[2],'data_offsets':[0,8]},'__metadata__':{'x':1}} | metadata",
        "{'a':{'dtype':'F32','shape':[1],'data_offsets':[4,8]}} | expected 0",
        "{'a':{'dtype':'F32','shape':[2],'data_offsets':[0,8]},"
            + "'b':{'dtype':'F32','shape':[1],'data_offsets':[4,8]}} | expected 8",
        "{'a':{'dtype':'F32','shape':[3],'data_offsets':[0,8]}} | 12 bytes apart",
        "{'a':{'dtype':'F32','shape':[-2],'data_offsets':[0,8]}} | sizes of 0 or more",
        "{'a':{'dtype':'F32','shape':[4611686018427387904,4],'data_offsets':[0,8]}} | beyond any",
        "{'a':{'dtype':'F31','shape':[2],'data_offsets':[0,8]}} | F31",
        "{'a':{'dtype':'BOOL','shape':[8],'data_offsets':[0,8]}} | \"a\"",
        "{'a':{'dtype':'F32','shape':[1,2],'data_offsets':[0,8]}} | shape [1, 2]; the round's has [2]",
        "{'a':{'dtype':'F32','shape':[0,99999999999],'data_offsets':[0,0]}} | lengths from 0",
        "{'b':{'dtype':'F32','shape':[2],'data_offsets':[0,8]}} | no array \"b\"",
        "{'a':{'dtype':'F32','shape':[2],'data_offsets':[0,8]},"
            + "'a/0':{'dtype':'F32','shape':[0],'data_offsets':[8,8]}} | no array \"a/0\"",
        "{'a/0':{'dtype':'F64','shape':[],'data_offsets':[0,8]}} | \"a/1\" of shape [] is missing",
        "{} | more follows",
      })
  void shouldSayWhichLie_whenTheHeaderIsOne(String header, String words) {
    Wanted wanted = Bodies.of(Encoding.FLOAT32, new Tensor("a", List.of(2)));

    assertThatThrownBy(() -> read(safetensors(header, floats(1, 2)), wanted))
        .isInstanceOfSatisfying(
            BodyException.class, e -> assertThat(e.fault()).isEqualTo(BodyException.Fault.UNFIT))
        .hasMessageContaining(words);
  }

  @ParameterizedTest
  @CsvSource({
    "'', MALFORMED, 8 bytes",
    "0200, MALFORMED, 8 bytes",
    "ffffffffffffffff7b7d, UNFIT, 18446744073709551615",
    "01001000000000007b7d, UNFIT, 1048577", // 1 MiB + 1
    "00001000000000007b7d, UNFIT, only 2 follow",
    "02000000000000007bff, UNFIT, UTF-8",
    "02000000000000007b7d, UNFIT, at least one number",
  })
  void shouldTakeNoMemory_whenTheLengthIsALie(
      String body, BodyException.Fault fault, String words) {
    assertThatThrownBy(() -> read(hex(body), first()))
        .isInstanceOfSatisfying(BodyException.class, e -> assertThat(e.fault()).isEqualTo(fault))
        .hasMessageContaining(words);
  }

  @Test
  void shouldRefuseALongHeader_whenTheRoundsArraysNeedNone() {
    Wanted wanted = Bodies.of(Encoding.FLOAT32, new Tensor("a", List.of(2)));
    String header = "{'__metadata__':{'x':'" + "y".repeat(70_000) + "'}}";

    // 64 KiB + 512 + 2 for the one name.
    assertThatThrownBy(() -> read(safetensors(header, floats(1, 2)), wanted))
        .hasMessageContaining("at most 66050");
  }

  @Test
  void shouldTakeNoMemory_whenAFirstUploadClaimsMoreThanABodyMayHave() {
    // 2^20 / 8 numbers may come; one more is claimed.
    String header = "{'w':{'dtype':'U8','shape':[131073],'data_offsets':[0,131073]}}";

    assertThatThrownBy(() -> read(safetensors(header, new byte[0]), first()))
        .hasMessageContaining("[131073]; expected at most 131072 numbers");
  }

  @ParameterizedTest
  @CsvSource({
    "F32, 0000c07f, is NaN",
    "F32, 000080ff, is -Infinity",
    "F16, 007c, is Infinity",
    "BF16, 807f, is Infinity",
    "F64, 9b88e43c1c1ad77e, within single precision", // 1e303
    "I64, 0100000000002000, beyond 2^53", // 2^53 + 1
    "U64, ffffffffffffffff, beyond 2^53",
    "I64, ffffffffffffdfff, beyond 2^53", // -2^53 - 1
  })
  void shouldNameTheNumber_whenItIsNoneForAnUpdate(String type, String number, String words) {
    int bytes = number.length() / 2;
    String header =
        "{'a':{'dtype':'%s','shape':[2],'data_offsets':[0,%d]}}".formatted(type, 2 * bytes);
    Wanted wanted = Bodies.of(Encoding.FLOAT32, new Tensor("a", List.of(2)));

    assertThatThrownBy(() -> read(safetensors(header, hex("00".repeat(bytes) + number)), wanted))
        .isInstanceOfSatisfying(
            BodyException.class, e -> assertThat(e.fault()).isEqualTo(BodyException.Fault.UNFIT))
        .hasMessageContaining("number 1 (from 0) of array \"a\"")
        .hasMessageContaining(words);
  }

  @Test
  void shouldSayThatItIsNotWhole_whenTheDataIsCutOff() {
    String header = "{'a':{'dtype':'F32','shape':[2],'data_offsets':[0,8]}}";

    assertThatThrownBy(() -> read(safetensors(header, floats(1)), first()))
        .isInstanceOfSatisfying(
            BodyException.class,
            e -> assertThat(e.fault()).isEqualTo(BodyException.Fault.MALFORMED))
        .hasMessageContaining("ends within array \"a\"");
  }

  private static Parameters read(byte[] body, Wanted wanted) throws IOException {
    return BinaryForm.SAFETENSORS.read(new ByteArrayInputStream(body), wanted);
  }
}
