package io.fedlog.runtime.tensors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files are put together byte by byte here, from the format's description alone. */
class TensorFileTest {

  @TempDir private Path folder;

  @Test
  void shouldReadTheNumbers_whenTheFileIsAsDescribed() throws IOException {
    // 1 = 0x3f800000, -2.5 = 0xc0200000, 0.1 (double) = 0x3fb999999999999a; little-endian.
    String json =
        "{\"__metadata__\":{\"format\":\"pt\"},"
            + "\"b\":{\"dtype\":\"F64\",\"shape\":[],\"data_offsets\":[8,16]},"
            + "\"a\":{\"dtype\":\"F32\",\"shape\":[2,1],\"data_offsets\":[0,8]}}   ";
    Path file = file(json, "0000803f" + "000020c0" + "9a9999999999b93f");

    try (TensorFile tensors = TensorFile.open(file)) {
      assertThat(tensors.entries().keySet()).containsExactly("a", "b");
      assertThat(tensors.entries().get("a").shape()).containsExactly(2L, 1L);
      assertThat(read(tensors, "a", TensorType.F32, 8)).isEqualTo("0000803f000020c0");
      assertThat(read(tensors, "a", TensorType.F64, 16))
          .isEqualTo("000000000000f03f" + "00000000000004c0");
      // 0.1 rounded to single precision is 0x3dcccccd.
      assertThat(read(tensors, "b", TensorType.F32, 4)).isEqualTo("cdcccc3d");
      assertThat(read(tensors, "b", TensorType.F64, 8)).isEqualTo("9a9999999999b93f");
    }
  }

  @Test
  void shouldWriteTheBytesDescribed_whenAModelIsWritten() throws IOException {
    Path file = folder.resolve("model.safetensors");
    TensorWriter.write(
        file,
        List.of(
            new TensorEntry("w", TensorType.F32, List.of(2L), 0, 8),
            new TensorEntry("c", TensorType.F32, List.of(1L), 8, 12)),
        Map.of("version", "7"),
        ByteBuffer.wrap(HexFormat.of().parseHex("0000803f000020c00000803f")));

    byte[] bytes = Files.readAllBytes(file);
    String json =
        "{\"__metadata__\":{\"version\":\"7\"},"
            + "\"w\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]},"
            + "\"c\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[8,12]}}";
    int length = (json.length() + 7) / 8 * 8;
    assertThat(bytes).hasSize(8 + length + 12);
    assertThat(bytes[0]).isEqualTo((byte) length);
    assertThat(new String(bytes, 8, length, StandardCharsets.UTF_8)).isEqualTo(pad(json, length));
    assertThat(HexFormat.of().formatHex(bytes, 8 + length, bytes.length))
        .isEqualTo("0000803f000020c00000803f");
  }

  @Test
  void shouldTakeAnArrayOfManySlices_whenItIsLarge() throws IOException {
    int count = 70_001; // more than the four slices that 64 KiB at a time make of it
    ByteBuffer values = ByteBuffer.allocate(count * 4).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < count; i++) {
      values.putFloat(i);
    }
    Path file = folder.resolve("large");
    TensorWriter.write(
        file,
        List.of(new TensorEntry("w", TensorType.F32, List.of((long) count), 0, count * 4L)),
        Map.of(),
        values.flip());

    ByteBuffer read = ByteBuffer.allocate(count * 4);
    try (TensorFile tensors = TensorFile.open(file)) {
      tensors.read("w", TensorType.F32, read);
    }

    assertThat(read.array()).isEqualTo(values.array());
  }

  /** Each header is wrong in one way; 8 bytes of data follow. A quote is written as '. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "['a'] | JSON object",
        "{'a':{'dtype':'F32','shape':[2],'data_offsets':[0,8]} | JSON",
        "{'a':{'dtype':'F32','shape':[2],'data_offsets':[0,8]}} {} | JSON",
        "{'a':{'dtype':'F32','shape':[1],'data_offsets':[0,4]},"
            + "'a':{'dtype':'F32','shape':[1],'data_offsets':[4,8]}} | Duplicate",
        "{'a':{'dtype':'F32','shape':[1],'data_offsets':[4,8]}} | expected 0",
        "{'a':{'dtype':'F32','shape':[1],'data_offsets':[0,4]}} | the file has 8",
        "{'a':{'dtype':'F32','shape':[2],'data_offsets':[0,8]},"
            + "'b':{'dtype':'F32','shape':[1],'data_offsets':[4,8]}} | expected 8",
        "{'a':{'dtype':'F32','shape':[4],'data_offsets':[0,16]}} | the file has 8",
        "{'a':{'dtype':'F32','shape':[3],'data_offsets':[0,8]}} | 12 bytes apart",
        "{'a':{'dtype':'F32','shape':[2],'data_offsets':[8,0]}} | data_offsets",
        "{'a':{'dtype':'F32','shape':[2],'data_offsets':[-8,0]}} | data_offsets",
        "{'a':{'dtype':'F32','shape':[-2],'data_offsets':[0,8]}} | sizes of 0 or more",
        "{'a':{'dtype':'F32','shape':[4611686018427387904,4],'data_offsets':[0,8]}} | beyond any",
        "{'a':{'dtype':'F32','shape':[99999999999999999999],'data_offsets':[0,8]}} | whole numbers",
        "{'a':{'dtype':'F32','shape':[2.0],'data_offsets':[0,8]}} | whole numbers",
        "{'a':{'dtype':'F32','shape':2,'data_offsets':[0,8]}} | list of whole numbers",
        "{'a':{'dtype':'F32','shape':[2],'data_offsets':[0]}} | two numbers",
        "{'a':{'dtype':'F31','shape':[2],'data_offsets':[0,8]}} | F31",
        "{'a':8} | data_offsets",
      })
  void shouldRefuseTheFile_whenItsHeaderIsWrong(String header, String words) throws IOException {
    Path file = file(header.replace('\'', '"'), "0000803f0000803f");

    assertThatThrownBy(() -> TensorFile.open(file))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll(file.toString(), words);
  }

  @ParameterizedTest
  @CsvSource({
    "0200, 8 bytes", // the length itself is cut off
    "ffffffffffffffff7b7d, 18446744073709551615", // 2^64 - 1: negative if taken for signed
    "ffffffffffffff7f7b7d, 9223372036854775807",
    "03000000000000007b7d, 3 bytes", // one byte more than there is
    "00000000000000007b7d, JSON object",
    "02000000000000007bff, UTF-8"
  })
  void shouldTakeNoMemory_whenTheLengthIsALie(String hex, String words) throws IOException {
    Path file = Files.write(folder.resolve("lie"), HexFormat.of().parseHex(hex));

    assertThatThrownBy(() -> TensorFile.open(file))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll(file.toString(), words);
  }

  @ParameterizedTest
  @CsvSource({
    "F32, 0000803f0000c07f, NaN, element 1",
    "F32, 000080ff0000803f, -Infinity, element 0",
    "F64, 9b88e43c1c1ad77e, single range, element 0", // 1e303
    "I64, 0100000000000000, I64, expected F32 or F64"
  })
  void shouldNameWhatIsNoNumber_whenAnArrayIsRead(
      String type, String data, String words, String more) throws IOException {
    int size = type.equals("F32") ? 2 : 1;
    String json = "{\"a\":{\"dtype\":\"%s\",\"shape\":[%d],\"data_offsets\":[0,8]}}";
    Path file = file(json.formatted(type, size), data);

    try (TensorFile tensors = TensorFile.open(file)) {
      assertThatThrownBy(() -> tensors.read("a", TensorType.F32, ByteBuffer.allocate(8)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContainingAll(file.toString(), "\"a\"", words, more);
      assertThatThrownBy(() -> tensors.read("z", TensorType.F32, ByteBuffer.allocate(8)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContainingAll("\"z\" is missing", "[a]");
    }
  }

  private Path file(String header, String data) throws IOException {
    byte[] json = header.getBytes(StandardCharsets.UTF_8);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.write(json.length & 0xff);
    bytes.write(json.length >> 8);
    bytes.write(new byte[6]);
    bytes.write(json);
    bytes.write(HexFormat.of().parseHex(data));
    return Files.write(folder.resolve("f.safetensors"), bytes.toByteArray());
  }

  private static String read(TensorFile file, String name, TensorType type, int bytes)
      throws IOException {
    ByteBuffer target = ByteBuffer.allocate(bytes);
    file.read(name, type, target);
    return HexFormat.of().formatHex(target.array(), 0, target.position());
  }

  private static String pad(String text, int length) {
    return text + " ".repeat(length - text.length());
  }
}
