package io.fedlog.aggregator.federation;

import io.fedlog.learning.method.AggregationMethod;
import io.fedlog.learning.method.ChunkTerms;
import io.fedlog.learning.method.Cohort;
import io.fedlog.learning.method.CollectedMethod;
import io.fedlog.learning.method.FinaliseException;
import io.fedlog.learning.method.MeasuredMethod;
import io.fedlog.learning.method.MethodTerms;
import io.fedlog.learning.method.PayloadCheck;
import io.fedlog.learning.method.Shares;
import java.nio.ByteBuffer;
import java.util.List;

/** Methods that users brought along, and that fail. */
public final class FailingMethods {
  private FailingMethods() {}

  private abstract static class Lax implements AggregationMethod {
    @Override
    public void check(MethodTerms terms) {}

    @Override
    public PayloadCheck payloadCheck(ChunkTerms terms) {
      return (payload, weight) -> null;
    }
  }

  private abstract static class Collects extends Lax implements CollectedMethod {
    @Override
    public byte[] combine(List<ByteBuffer> payloads, long[] weights, ChunkTerms terms) {
      throw new IllegalStateException("no mood");
    }
  }

  /** Fails with all updates at hand. */
  public static final class Collected extends Collects {
    @Override
    public String name() {
      return "failing_collected";
    }
  }

  /** Gives a share to somebody who is not there. */
  public static final class Generous extends Collects implements MeasuredMethod {
    @Override
    public String name() {
      return "generous_measured";
    }

    @Override
    public Shares conclude(Cohort cohort) {
      return Shares.equal(cohort.size() + 1, 0);
    }
  }

  /** Gives a share to a base that it has no use for. */
  public static final class Backward extends Collects implements MeasuredMethod {
    @Override
    public String name() {
      return "backward_measured";
    }

    @Override
    public Shares conclude(Cohort cohort) {
      return new Shares(new long[cohort.size()], 1);
    }
  }

  /** Cannot say what a payload must be. */
  public static final class Unready extends Collects {
    @Override
    public String name() {
      return "unready";
    }

    @Override
    public PayloadCheck payloadCheck(ChunkTerms terms) {
      throw new UnsupportedOperationException("not yet");
    }
  }

  /** Fails with all distances at hand. */
  public static final class Measured extends Collects implements MeasuredMethod {
    @Override
    public String name() {
      return "failing_measured";
    }

    @Override
    public Shares conclude(Cohort cohort) {
      throw new IllegalStateException("no idea");
    }
  }

  /** Makes no model of such updates, and says why. */
  public static final class Refusing extends Collects implements MeasuredMethod {
    @Override
    public String name() {
      return "refusing_measured";
    }

    @Override
    public Shares conclude(Cohort cohort) {
      throw new FinaliseException("these updates are all too much alike");
    }
  }
}
