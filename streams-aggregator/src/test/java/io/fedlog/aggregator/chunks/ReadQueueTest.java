package io.fedlog.aggregator.chunks;

import static org.assertj.core.api.Assertions.assertThat;

import io.fedlog.aggregator.chunks.ReadQueue.Request;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class ReadQueueTest {
  private static final Duration NOT_AT_ALL = Duration.ZERO;

  private final ReadQueue queue = new ReadQueue();

  @Test
  void shouldTakeTurns_whenTwoTopicsAreAskedFor() throws InterruptedException {
    queue.add(request("a", 1, 2, 3));
    queue.add(request("a", 9));
    queue.add(request("b", 5));

    assertThat(turns()).containsExactly("a1", "b5", "a2", "a3", "a9");
  }

  @Test
  void shouldSayThatOthersWait_whenAnotherTopicIsAskedFor() throws InterruptedException {
    queue.add(request("a", 1));
    queue.add(request("a", 2));
    Request first = queue.take(NOT_AT_ALL);

    assertThat(queue.hasOthers("a")).isFalse();
    queue.add(request("b", 1));
    assertThat(queue.hasOthers("a")).isTrue();
    assertThat(first).isNotNull();
  }

  @Test
  void shouldForgetWhatIsInHandToo_whenATopicIsForgotten() throws InterruptedException {
    queue.add(request("a", 1, 2));
    queue.add(request("a", 3));
    Request inHand = queue.take(NOT_AT_ALL);
    assertThat(inHand).isNotNull();

    queue.forget("a");

    assertThat(inHand.isWanted()).isFalse();
    queue.putBack(inHand);
    assertThat(queue.take(NOT_AT_ALL)).isNull();
    queue.add(request("a", 4));
    assertThat(turns()).containsExactly("a4");
  }

  /** One offset a turn. */
  private List<String> turns() throws InterruptedException {
    List<String> turns = new ArrayList<>();
    for (Request next = queue.take(NOT_AT_ALL); next != null; next = queue.take(NOT_AT_ALL)) {
      turns.add(next.partition.topic() + next.next());
      next.read();
      queue.putBack(next);
    }
    return turns;
  }

  private static Request request(String topic, long... offsets) {
    List<Long> list = new ArrayList<>();
    for (long offset : offsets) {
      list.add(offset);
    }
    return new Request(new TopicPartition(topic, 0), list);
  }
}
