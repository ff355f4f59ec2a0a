package io.fedlog.standalone.explain;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fedlog.schemas.RoundStatus;
import java.util.List;
import org.junit.jupiter.api.Test;

class StoryTextTest {

  private static Story story() {
    return Facts.opened()
        .join(1, "north")
        .update(9, "north")
        .refused(9.5, "south", "not_finite")
        .standing(RoundStatus.IN_PROGRESS, 1, 1, 2)
        .tell();
  }

  @Test
  void shouldMarkGaps_whenTheyAreLong() {
    List<String> lines = StoryText.lines(story(), 60);

    assertThat(lines).anyMatch(line -> line.matches("\\+9\\.0 s +8\\.0 s << +1st update.*"));
    assertThat(lines).anyMatch(line -> line.matches("\\+1\\.0 s +900 ms +first join.*"));
    assertThat(lines)
        .anyMatch(line -> line.matches("not_finite +1 +an update has numbers.*south: parameter.*"));
  }

  @Test
  void shouldWrapAtWords_whenASentenceIsLong() {
    List<String> lines = StoryText.wrap("one two three four", "  -> ", 14);

    assertThat(lines).containsExactly("  -> one two", "     three", "     four");
  }

  @Test
  void shouldHaveTheSameInJson() throws Exception {
    JsonNode json = new ObjectMapper().readTree(StoryText.sheet(story()).json());

    assertThat(json.path("round_id").asText()).isEqualTo("p-0001");
    assertThat(json.path("status").asText()).isEqualTo("IN_PROGRESS");
    assertThat(json.path("until").asText()).isEqualTo("2026-11-21T10:02:00Z");
    JsonNode complete = json.path("timeline").get(3);
    assertThat(complete.path("what").asText()).isEqualTo("1st update complete");
    assertThat(complete.path("offset_ms").asLong()).isEqualTo(9000);
    assertThat(complete.path("gap_ms").asLong()).isEqualTo(8000);
    assertThat(complete.path("longest").asBoolean()).isTrue();
    assertThat(json.path("refused").get(0).path("store_id").asText()).isEqualTo("south");
    assertThat(json.path("advice").get(0).asText()).isNotBlank();
  }
}
