package io.fedlog.coordinator.log;

import static io.fedlog.coordinator.LogRecords.NOON;
import static org.assertj.core.api.Assertions.assertThat;

import io.fedlog.schemas.AccessRecord;
import io.fedlog.schemas.UploadReceipt;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class UploadReceiptsTest {

  private static final Duration DAY = Duration.ofDays(1);

  private final UploadReceipts receipts = new UploadReceipts();

  @Test
  void shouldKeepTheFirst_ofAKey() {
    add("r", "a", "k", 1, NOON);
    add("r", "a", "k", 2, NOON);
    add("r", "b", "k", 3, NOON);

    assertThat(receipts.find("r", "a", "k").orElseThrow().getAttemptId()).isEqualTo(1);
    assertThat(receipts.find("r", "b", "k").orElseThrow().getAttemptId()).isEqualTo(3);
    assertThat(receipts.find("other", "a", "k")).isEmpty();
  }

  @Test
  void shouldForget_whatStandsForNothingAnyMore() {
    add("r", "a", "k", 1, NOON);
    add("r", "a", "k", 2, NOON.plus(DAY).plusSeconds(1));

    assertThat(receipts.find("r", "a", "k").orElseThrow().getAttemptId()).isEqualTo(2);
  }

  @Test
  void shouldForgetTheOldest_whenThereAreTooMany() {
    for (int i = 0; i <= UploadReceipts.MOST; i++) {
      add("r", "store-" + i, "k", i, NOON);
    }

    assertThat(receipts.find("r", "store-0", "k")).isEmpty();
    assertThat(receipts.find("r", "store-1", "k")).isPresent();
    assertThat(receipts.find("r", "store-" + UploadReceipts.MOST, "k")).isPresent();
  }

  private void add(String roundId, String storeId, String key, long attempt, Instant at) {
    receipts.add(
        new AccessRecord(new UploadReceipt(roundId, storeId, key, attempt, at.plus(DAY))), at);
  }
}
