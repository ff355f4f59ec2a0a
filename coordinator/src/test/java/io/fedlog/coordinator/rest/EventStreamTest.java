package io.fedlog.coordinator.rest;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class EventStreamTest {

  private static final RoundEvent CREATED = RoundEvent.of("{\"status\":\"created\"}", false);
  private static final RoundEvent OPEN = RoundEvent.of("{\"status\":\"in_progress\"}", false);
  private static final RoundEvent OVER = RoundEvent.of("{\"status\":\"completed\"}", true);

  private final Client client = new Client();
  private final EventStream stream = new EventStream("r", "", client, 0);

  @Test
  void shouldTellEachStateOnce_andEndWithTheLast() {
    stream.tell(CREATED, 1);
    stream.tell(CREATED, 2);
    assertThat(client.taken())
        .isEqualTo(
            "retry: 2000\n\nid: %s\nevent: status\ndata: {\"status\":\"created\"}\n\n"
                .formatted(CREATED.id()));
    assertThat(stream.ended()).isNotDone();

    stream.tell(OVER, 3);
    assertThat(client.taken()).contains("\"completed\"");
    assertThat(stream.ended()).isDone();
  }

  @Test
  void shouldSayThatItListens_whenNothingHappensFor10Seconds() {
    stream.tell(CREATED, 0);
    assertThat(client.taken()).isNotEmpty();
    stream.tell(CREATED, seconds(10));
    assertThat(client.taken()).isEmpty();
    stream.tell(CREATED, seconds(11));
    assertThat(client.taken()).isEqualTo(": still open\n\n");
    stream.tell(CREATED, seconds(12));
    assertThat(client.taken()).isEmpty();
  }

  @Test
  void shouldKeepTheNewestOnly_forAClientThatIsSlow() throws Exception {
    stream.tell(CREATED, 1);
    assertThat(client.taken()).contains("created");
    client.ready = false;
    stream.tell(OPEN, 2);
    stream.tell(OVER, 3);
    assertThat(client.taken()).isEmpty();
    assertThat(stream.ended()).isNotDone();

    client.ready = true;
    stream.onWritePossible();
    assertThat(client.taken()).contains("completed").doesNotContain("in_progress");
    assertThat(stream.ended()).isDone();
  }

  @Test
  void shouldEnd_whenTheClientIsGone_andAfterTenMinutes() {
    stream.tell(CREATED, 1);
    stream.tell(CREATED, seconds(601));
    assertThat(stream.ended()).isDone();

    EventStream broken = new EventStream("r", "", client, 0);
    client.broken = true;
    broken.tell(CREATED, 1);
    assertThat(broken.ended()).isDone();
  }

  private static long seconds(int seconds) {
    return Duration.ofSeconds(seconds).toNanos();
  }

  /** Takes what is written, when it is ready. */
  private static final class Client extends ServletOutputStream {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private boolean ready = true;
    private boolean broken;

    String taken() {
      String text = bytes.toString(StandardCharsets.UTF_8);
      bytes.reset();
      return text;
    }

    @Override
    public boolean isReady() {
      return ready;
    }

    @Override
    public void setWriteListener(WriteListener listener) {
      throw new UnsupportedOperationException("the container's to call");
    }

    @Override
    public void write(int b) throws IOException {
      if (broken) {
        throw new IOException("the client is gone");
      }
      bytes.write(b);
    }
  }
}
