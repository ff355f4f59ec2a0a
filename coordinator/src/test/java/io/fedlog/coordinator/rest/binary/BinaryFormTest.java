package io.fedlog.coordinator.rest.binary;

import static io.fedlog.coordinator.rest.binary.Bodies.doubles;
import static io.fedlog.coordinator.rest.binary.Bodies.floats;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.fedlog.coordinator.rest.body.BodyException;
import io.fedlog.coordinator.rest.body.LayoutFit;
import io.fedlog.coordinator.rest.body.ParameterWriter;
import io.fedlog.coordinator.rest.body.Parameters;
import io.fedlog.coordinator.rest.body.UploadBody;
import io.fedlog.runtime.models.Model;
import io.fedlog.schemas.Encoding;
import io.fedlog.schemas.ParameterSet;
import io.fedlog.schemas.Tensor;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What goes in in one form comes out in each. */
class BinaryFormTest {

  private static final String JSON =
      "{\"dense/kernel:0\":[[[0.1,-2.5],[3.0E-7,4.0]],[5.0,6.0]],\"flatten\":[],"
          + "\"none\":[[],[]],\"scale\":7.0,\"bias\":[0.30000000000000004,1.7976931348623157E308]}";

  @ParameterizedTest
  @EnumSource(BinaryForm.class)
  void shouldGiveBackWhatCameAsJson_whicheverWayItTravelsOn(BinaryForm form) throws Exception {
    Parameters came =
        UploadBody.read(
                new ByteArrayInputStream(
                    ("{\"model_parameters\":" + JSON + "}").getBytes(StandardCharsets.UTF_8)),
                10_000,
                "r",
                10_000)
            .parameters();
    Wanted round = Bodies.of(Encoding.FLOAT64, came.layout().toArray(new Tensor[0]));
    byte[] update = LayoutFit.bytes(round.round(), came);

    byte[] body = write(form, Versions.of(Encoding.FLOAT64, came.layout(), update));
    Parameters first = read(form, body, Bodies.first());

    assertThat(first.layout()).isEqualTo(came.layout());
    assertThat(first.values().array()).isEqualTo(update);
    assertThat(LayoutFit.bytes(round.round(), read(form, body, round))).isEqualTo(update);
    assertThat(json(Versions.of(Encoding.FLOAT64, first.layout(), first.values().array())))
        .isEqualTo(JSON);
    assertThat(write(form, Versions.of(Encoding.FLOAT64, came.layout(), update)))
        .as("the same bytes each time")
        .isEqualTo(body);
  }

  @ParameterizedTest
  @EnumSource(BinaryForm.class)
  void shouldLeaveOutControlVariates_andKeepSingles(BinaryForm form) throws Exception {
    List<Tensor> layout = List.of(new Tensor("w", List.of(2)), new Tensor("control.w", List.of(2)));

    byte[] body = write(form, Versions.of(Encoding.FLOAT32, layout, floats(1, 0.1f, 3, 4)));

    Wanted wanted = Bodies.of(Encoding.FLOAT32, layout.get(0));
    assertThat(read(form, body, wanted).values().array()).isEqualTo(floats(1, 0.1f));
  }

  @Test
  void shouldWriteWhatOtherReadersOfTheFormsRead() throws Exception {
    Model model =
        Versions.of(
            Encoding.FLOAT64,
            List.of(new Tensor("l[0]", List.of(1, 2)), new Tensor("l[1]", List.of())),
            doubles(1, 2, 3));

    String header =
        "{\"l/0\":{\"dtype\":\"F64\",\"shape\":[1,2],\"data_offsets\":[0,16]},"
            + "\"l/1\":{\"dtype\":\"F64\",\"shape\":[],\"data_offsets\":[16,24]}}";
    String padded = header + " ".repeat((8 - header.length() % 8) % 8);
    assertThat(write(BinaryForm.SAFETENSORS, model))
        .isEqualTo(Bodies.safetensors(padded, doubles(1, 2, 3)));

    ParameterSet set = ParameterSet.getDecoder().decode(write(BinaryForm.AVRO, model));
    assertThat(set.getArrays()).extracting(array -> array.getName()).containsExactly("l/0", "l/1");
    assertThat(set.getArrays().get(0).getShape()).containsExactly(1L, 2L);
    assertThat(set.getArrays().get(1).getValues().array()).isEqualTo(doubles(3));

    try (ZipInputStream zip =
        new ZipInputStream(new ByteArrayInputStream(write(BinaryForm.NPZ, model)))) {
      assertThat(zip.getNextEntry().getName()).isEqualTo("l/0.npy");
      byte[] npy = zip.readAllBytes();
      assertThat(npy.length - 16).as("data begins at a multiple of 64").isEqualTo(128);
      assertThat(new String(npy, 0, 128, StandardCharsets.ISO_8859_1))
          .startsWith("\u0093NUMPY\u0001\u0000\u0076\u0000")
          .contains("{'descr': '<f8', 'fortran_order': False, 'shape': (1, 2), }")
          .endsWith(" \n");
      assertThat(zip.getNextEntry().getName()).isEqualTo("l/1.npy");
      assertThat(new String(zip.readAllBytes(), StandardCharsets.ISO_8859_1))
          .contains("'shape': ()");
      assertThat(zip.getNextEntry()).isNull();
    }
  }

  @Test
  void shouldSayThatOnlyJsonCanTell_whenNamesWouldMeet() {
    Model model =
        Versions.of(
            Encoding.FLOAT64,
            List.of(
                new Tensor("l[0]", List.of(1)),
                new Tensor("l[1]", List.of()),
                new Tensor("l/0", List.of(1))),
            doubles(1, 2, 3));

    assertThatThrownBy(() -> write(BinaryForm.AVRO, model))
        .hasMessageContaining("application/json");
  }

  /** Nothing but the module's own exception, however a body is damaged. */
  @ParameterizedTest
  @EnumSource(BinaryForm.class)
  void shouldTakeOrRefuse_whateverIsMadeOfABody(BinaryForm form) throws Exception {
    List<Tensor> layout =
        List.of(
            new Tensor("l[0]", List.of(2, 3)),
            new Tensor("l[1]", List.of(3)),
            new Tensor("w", List.of(4)));
    byte[] good =
        write(
            form,
            Versions.of(
                Encoding.FLOAT64, layout, doubles(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13)));
    Wanted known = Bodies.of(Encoding.FLOAT32, layout.toArray(new Tensor[0]));
    Random random = new Random(20261121);
    int refused = 0;
    for (int i = 0; i < 20_000; i++) {
      byte[] body = mutated(good, random);
      for (Wanted wanted : List.of(known, Bodies.first())) {
        try {
          assertThat(read(form, body, wanted).values().array()).hasSizeLessThanOrEqualTo(1 << 20);
        } catch (BodyException e) {
          assertThat(e.getMessage()).isNotBlank();
          refused++;
        }
      }
    }
    assertThat(refused).isGreaterThan(10_000);
  }

  private static byte[] mutated(byte[] good, Random random) {
    byte[] body = good.clone();
    for (int change = random.nextInt(3); change >= 0; change--) {
      int at = random.nextInt(body.length);
      switch (random.nextInt(4)) {
        case 0 -> body[at] = (byte) random.nextInt();
        case 1 -> body[at] ^= (byte) (1 << random.nextInt(8));
        case 2 -> body = Arrays.copyOf(body, Math.max(1, at));
        default -> {
          int length = random.nextInt(Math.min(16, body.length - at)) + 1;
          System.arraycopy(body, random.nextInt(body.length - length + 1), body, at, length);
        }
      }
    }
    return body;
  }

  private static Parameters read(BinaryForm form, byte[] body, Wanted wanted) throws Exception {
    return form.read(new ByteArrayInputStream(body), wanted);
  }

  private static byte[] write(BinaryForm form, Model model) throws Exception {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    form.write(model, body);
    return body.toByteArray();
  }

  private static String json(Model model) throws Exception {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
      ParameterWriter.write(json, model);
    }
    return text.toString();
  }
}
