package io.fedlog.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** One record has one text. */
class CanonicalTextTest {

  @Test
  void shouldLeaveOutDefaults_whenARecordHasThem() {
    CohortMember member =
        CohortMember.newBuilder()
            .setStoreId("a\"b\n")
            .setAttemptId(7)
            .setUpdateRoot(ByteBuffer.wrap(new byte[] {1, (byte) 0xff}))
            .setWeight(3)
            .build();

    assertThat(CanonicalText.of(member))
        .isEqualTo(
            "{\"store_id\":\"a\\\"b\\u000a\",\"attempt_id\":7,\"update_root\":\"01ff\",\"weight\":3}");
    // printf of that text | sha256sum
    assertThat(CanonicalText.sha256(member))
        .isEqualTo("3e8404071b38977eb8f6dcd0e70c3cb1396b77583cb8fb39bf5fcfd7e787f1a0");
  }

  @Test
  void shouldGiveOneText_whenMapsAreWrittenInOtherOrders() {
    Map<String, String> one = new LinkedHashMap<>();
    one.put("b", "2");
    one.put("a", "1");
    Map<String, String> other = new LinkedHashMap<>();
    other.put("a", "1");
    other.put("b", "2");

    assertThat(CanonicalText.of(event(one)))
        .isEqualTo(CanonicalText.of(event(other)))
        .isEqualTo(
            "{\"event\":\"e\",\"subject\":\"s\",\"result\":\"r\","
                + "\"details\":{\"a\":\"1\",\"b\":\"2\"},\"at\":5}");
  }

  @Test
  void shouldWriteWhatDiffersFromDefaults_whenRecordsNest() {
    SelectionRules rules =
        SelectionRules.newBuilder().setDraw(Draw.BY_ROWS).setFraction("0.5").build();
    SelectionRecord record =
        SelectionRecord.newBuilder()
            .setRules(rules)
            .setCandidates(4)
            .setAvailable(3)
            .setWanted(2)
            .build();

    assertThat(CanonicalText.of(record))
        .isEqualTo(
            "{\"rules\":{\"draw\":\"BY_ROWS\",\"fraction\":\"0.5\"},\"candidates\":4,"
                + "\"available\":3,\"wanted\":2}");
    assertThat(CanonicalText.of(new Grid(24, 1024.5, 0, 1L, 2, 1)))
        .contains("\"max_abs_value\":\"4090020000000000\"");
    assertThat(CanonicalText.of(new Tensor("w", List.of(2, 3))))
        .isEqualTo("{\"name\":\"w\",\"shape\":[2,3]}");
  }

  private static AuditEvent event(Map<String, String> details) {
    return AuditEvent.newBuilder()
        .setEvent("e")
        .setSubject("s")
        .setResult("r")
        .setDetails(details)
        .setAt(Instant.ofEpochMilli(5))
        .build();
  }
}
