package io.fedlog.coordinator.rest.body;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.fedlog.learning.digest.TreeHash;
import io.fedlog.runtime.models.Model;
import io.fedlog.schemas.Encoding;
import io.fedlog.schemas.Grid;
import io.fedlog.schemas.ModelManifest;
import io.fedlog.schemas.RoundDefinition;
import io.fedlog.schemas.Tensor;
import java.io.ByteArrayInputStream;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What clients upload comes back as they wrote it, whichever way the round writes numbers. */
class ParameterWriterTest {

  private static final String PARAMETERS =
      "{\"dense/kernel:0\":[[[0.1,-2.5],[3.0E-7,4.0]],[5.0,6.0]],\"flatten\":[],"
          + "\"none\":[[],[]],\"scale\":7.0,\"bias\":[0.30000000000000004,1.7976931348623157E308]}";

  @Test
  void shouldGiveBackWhatCame_whenItTravelsAsDoubles() throws Exception {
    Parameters came = parse(PARAMETERS);
    RoundDefinition round = round(Encoding.FLOAT64, came.layout());

    assertThat(write(round, LayoutFit.bytes(round, came))).isEqualTo(PARAMETERS);
  }

  @Test
  void shouldGiveBackSingles_whenTheRoundHasThem() throws Exception {
    Parameters came = parse("{\"w\":[0.1,16777217]}");
    RoundDefinition round = round(Encoding.FLOAT32, came.layout());

    // 2^24 + 1 is no single; the nearest is 2^24.
    assertThat(write(round, LayoutFit.bytes(round, came))).isEqualTo("{\"w\":[0.1,1.6777216E7]}");
  }

  @Test
  void shouldPutArraysInTheRoundsOrder_whenAnotherOneCame() throws Exception {
    RoundDefinition round =
        round(
            Encoding.FLOAT64, List.of(new Tensor("b", List.of(2)), new Tensor("a", List.of(1, 2))));

    byte[] update = LayoutFit.bytes(round, parse("{\"a\":[[1,2]],\"b\":[3,4]}"));

    ByteBuffer numbers = ByteBuffer.wrap(update).order(ByteOrder.LITTLE_ENDIAN);
    assertThat(List.of(numbers.getDouble(), numbers.getDouble())).containsExactly(3.0, 4.0);
    assertThat(List.of(numbers.getDouble(), numbers.getDouble())).containsExactly(1.0, 2.0);
  }

  @Test
  void shouldNameTheArray_whenItDoesNotFit() {
    RoundDefinition round = round(Encoding.FLOAT64, List.of(new Tensor("a", List.of(2))));

    assertThatThrownBy(() -> LayoutFit.bytes(round, parse("{\"b\":[1,2]}")))
        .hasMessageContaining("array \"a\" of shape [2] is missing");
    assertThatThrownBy(() -> LayoutFit.bytes(round, parse("{\"a\":[[1,2]]}")))
        .hasMessageContaining("\"a\" has shape [1, 2]; the round's has [2]");
    assertThatThrownBy(() -> LayoutFit.bytes(round, parse("{\"a\":[1,2],\"b\":[3]}")))
        .hasMessageContaining("the round has no array \"b\"");
  }

  private static Parameters parse(String parameters) throws Exception {
    String body = "{\"model_parameters\":" + parameters + "}";
    return UploadBody.read(
            new ByteArrayInputStream(body.getBytes(StandardCharsets.UTF_8)),
            10_000,
            "r",
            Long.MAX_VALUE)
        .parameters();
  }

  private static String write(RoundDefinition round, byte[] bytes) throws Exception {
    ModelManifest manifest =
        ModelManifest.newBuilder()
            .setModelType("t")
            .setVersion(1)
            .setRoundId(round.getRoundId())
            .setBaseVersion(null)
            .setMethod("fedavg")
            .setEncoding(round.getEncoding())
            .setLayout(round.getLayout())
            .setParameterCount(1)
            .setModelBytes(bytes.length)
            .setChunkBytes(65536)
            .setChunkCount(1)
            .setSha256(TreeHash.hex(TreeHash.of(bytes, 0, bytes.length)))
            .setCohortSize(1)
            .setTotalWeight(1)
            .setPublishedAt(Instant.EPOCH)
            .build();
    StringWriter text = new StringWriter();
    try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
      ParameterWriter.write(json, Model.of(manifest, bytes));
    }
    return text.toString();
  }

  private static RoundDefinition round(Encoding encoding, List<Tensor> layout) {
    return RoundDefinition.newBuilder()
        .setRoundId("r")
        .setModelType("t")
        .setMethod("fedavg")
        .setEncoding(encoding)
        .setLayout(layout)
        .setParameterCount(1)
        .setUpdateBytes(8)
        .setChunkBytes(65536)
        .setChunkCount(1)
        .setGrid(new Grid(20, 1024.0, 0, 1L, 1, 2))
        .setUpdatesTopic("fl.updates.r")
        .setMinStores(1)
        .setThreshold("1")
        .setJoinWindowMs(1)
        .setDeadlineMs(1)
        .setCreatedAt(Instant.EPOCH)
        .setCreatedBy("test")
        .build();
  }
}
