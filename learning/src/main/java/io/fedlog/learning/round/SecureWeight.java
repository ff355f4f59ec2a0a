package io.fedlog.learning.round;

import io.fedlog.learning.secure.Group;
import io.fedlog.learning.secure.UnmaskedWeight;
import io.fedlog.learning.secure.Unmasking;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * How far the masks are off the weight of a decided sum: every event takes some of them off, so
 * that none takes long, however many stores were lost. Mutable; owned by the round's state.
 */
final class SecureWeight {
  /** Of 0.15 ms of CPU time each. */
  static final int AGREEMENTS = 2_048;

  /** When it began, the log's time; {@link SecureState#NEVER} before. */
  private long begunAt = SecureState.NEVER;

  private int done;
  private long weight;
  private @Nullable UnmaskedWeight work;

  /**
   * Takes some masks off; whether those were the last.
   *
   * @param masked the sum of the masked weights
   */
  boolean step(Group group, Unmasking unmasking, long masked, long now) {
    UnmaskedWeight left = work;
    if (begunAt == SecureState.NEVER) {
      left = UnmaskedWeight.begin(group, unmasking, masked);
      begunAt = now;
    } else if (left == null) {
      left = UnmaskedWeight.resume(group, unmasking, done, weight);
    }
    left.step(AGREEMENTS);
    work = left;
    done = left.done();
    weight = left.weight();
    return left.isDone();
  }

  boolean isBegun() {
    return begunAt != SecureState.NEVER;
  }

  /** The plain weight when the last masks are off. */
  long weight() {
    return weight;
  }

  /** By when it must be done and the model be made, the log's time. */
  long dueAt() {
    return Bounds.after(begunAt, Round.FINALISE_MS);
  }

  /** What it has done, in words. */
  String progress() {
    return "the masks of %d lost stores are off the weight".formatted(done);
  }

  void write(DataOutputStream out) throws IOException {
    out.writeLong(begunAt);
    out.writeInt(done);
    out.writeLong(weight);
  }

  /** What {@link #write} wrote. */
  void read(DataInputStream in) throws IOException {
    begunAt = in.readLong();
    done = in.readInt();
    weight = in.readLong();
  }
}
