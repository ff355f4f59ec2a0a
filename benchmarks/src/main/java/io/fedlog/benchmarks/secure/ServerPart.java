package io.fedlog.benchmarks.secure;

import com.sun.management.OperatingSystemMXBean;
import io.fedlog.learning.secure.MaskSum;
import io.fedlog.learning.secure.Reveal;
import io.fedlog.learning.secure.SecureTerms;
import io.fedlog.learning.secure.Unmasking;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * The server's part of a prepared round, on all cores, and how long its steps took.
 *
 * @param accept checking every revealed share against what its dealer published, seconds
 * @param recover interpolating every secret and checking it
 * @param agree the key of every mask that is left in the sum
 * @param subtract expanding these masks and taking them off all chunks
 * @param cpu seconds that all threads of this process used meanwhile
 * @param masks how many there were
 * @param exact whether the first chunk's sum is the plain one, bit for bit
 */
record ServerPart(
    double accept,
    double recover,
    double agree,
    double subtract,
    double cpu,
    int masks,
    boolean exact) {

  static ServerPart of(SecureTerms terms, PreparedRound round) {
    OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
    long cpu = system.getProcessCpuTime();
    long start = System.nanoTime();
    for (Reveal reveal : round.reveals()) {
      if (round.server().accept(reveal).isPresent()) {
        throw new IllegalStateException("the server refused a reveal of the benchmark's own");
      }
    }
    long accepted = System.nanoTime();
    Unmasking unmasking = round.server().unmask();
    long recovered = System.nanoTime();
    MaskSum masks = MaskSum.of(round.group(), unmasking);
    long agreed = System.nanoTime();
    boolean exact =
        IntStream.range(0, terms.chunks())
            .parallel()
            .mapToObj(chunk -> subtracted(masks, terms, round, chunk))
            .reduce(true, Boolean::logicalAnd);
    long subtracted = System.nanoTime();
    return new ServerPart(
        seconds(start, accepted),
        seconds(accepted, recovered),
        seconds(recovered, agreed),
        seconds(agreed, subtracted),
        seconds(cpu, system.getProcessCpuTime()),
        masks.size(),
        exact);
  }

  private static boolean subtracted(
      MaskSum masks, SecureTerms terms, PreparedRound round, int chunk) {
    long[] sums = chunk == 0 ? round.maskedSum() : new long[terms.valuesOf(chunk)];
    masks.subtract(sums, chunk);
    return chunk != 0 || Arrays.equals(sums, round.plainSum());
  }

  double total() {
    return accept + recover + agree + subtract;
  }

  private static double seconds(long from, long to) {
    return (to - from) * 1e-9;
  }
}
