package io.fedlog.coordinator.rest;

import static org.assertj.core.api.Assertions.assertThat;

import io.fedlog.coordinator.rest.binary.BinaryForm;
import io.fedlog.schemas.ModelReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ModelTagTest {

  private static final ModelReference VERSION = new ModelReference("t", 1L, "ab");

  @Test
  void shouldDifferByForm() {
    assertThat(ModelTag.of(VERSION, null).text()).isEqualTo("W/\"ab.json\"");
    assertThat(ModelTag.of(VERSION, BinaryForm.NPZ).text()).isEqualTo("\"ab.npz\"");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"ab.npz\" | true",
        "W/\"ab.npz\" | true",
        "\"x\", \"ab.npz\" | true",
        "* | true",
        "\"ab.json\" | false",
        "ab.npz | false",
        "`` | false",
      })
  void shouldKnowWhatTheClientHas(String header, boolean has) {
    assertThat(ModelTag.of(VERSION, BinaryForm.NPZ).isIn(header)).isEqualTo(has);
    assertThat(ModelTag.of(VERSION, null).isIn(null)).isFalse();
  }
}
