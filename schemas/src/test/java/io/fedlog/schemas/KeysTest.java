package io.fedlog.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class KeysTest {
  @Test
  void shouldSpellKeysAsTheSchemasSay_whenGivenTheirParts() {
    assertThat(Keys.chunk("s-7", 3)).isEqualTo("s-7#3");
    assertThat(Keys.seal("s-7")).isEqualTo("s-7#seal");
    assertThat(Keys.targets("r-1", 0)).isEqualTo("r-1#0");
    assertThat(Keys.version("sales", 12)).isEqualTo("sales/12");
    assertThat(Keys.promoted("sales")).isEqualTo("sales/promoted");
    assertThat(Keys.modelChunk("sales", 12, 3)).isEqualTo("sales/12/3");
    assertThat(Keys.token("9f2c")).isEqualTo("token/9f2c");
    assertThat(Keys.user("ada")).isEqualTo("user/ada");
    assertThat(Keys.enrolmentCode("00ff")).isEqualTo("code/00ff");
  }

  @Test
  void shouldRefuse_whenAPartWouldMakeTwoKeysOne() {
    assertThatThrownBy(() -> Keys.chunk("s#1", 3))
        .hasMessageContaining("storeId")
        .hasMessageContaining("s#1");
    assertThatThrownBy(() -> Keys.version("a/1", 3))
        .hasMessageContaining("type")
        .hasMessageContaining("a/1");
    assertThatThrownBy(() -> Keys.seal("")).hasMessageContaining("storeId");
    assertThatThrownBy(() -> Keys.token("")).hasMessageContaining("tokenId");
    assertThatThrownBy(() -> Keys.version("a", 0)).hasMessageContaining("at least 1");
    assertThatThrownBy(() -> Keys.chunk("s", -1)).hasMessageContaining("was -1");
  }
}
