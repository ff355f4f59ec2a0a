package io.fedlog.aggregator.chunks;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.lang.management.ManagementFactory;

/**
 * What arrays really cost. The G1 collector gives an array of half a region or more whole regions
 * of its own: with regions of 1 MiB, an array of 1 MiB and its header takes 2.
 */
final class HeapCost {
  private static final int HEADER_BYTES = 16;
  private static final long REGION_BYTES = regionBytes();

  /**
   * Doubles a parameter that a server optimiser's step takes: its state as read, unpacked and
   * packed again, two each; the model; the difference to it.
   */
  private static final int STEP_DOUBLES = 8;

  private HeapCost() {}

  /** Heap that a server optimiser's step takes beside the sum and the base. */
  static long ofStep(long parameters) {
    return of(STEP_DOUBLES * Double.BYTES * parameters, STEP_DOUBLES);
  }

  /** Heap that {@code arrays} arrays of {@code bytes} bytes together take. */
  static long of(long bytes, int arrays) {
    return of(bytes, arrays, REGION_BYTES);
  }

  /** The same with regions of a given size; 0 for a collector without regions. */
  static long of(long bytes, int arrays, long regionBytes) {
    long one = bytes / arrays + HEADER_BYTES;
    if (regionBytes > 0 && one >= regionBytes / 2) {
      one = (one + regionBytes - 1) / regionBytes * regionBytes;
    }
    return arrays * one;
  }

  private static long regionBytes() {
    try {
      HotSpotDiagnosticMXBean vm =
          ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
      return Boolean.parseBoolean(vm.getVMOption("UseG1GC").getValue())
          ? Long.parseLong(vm.getVMOption("G1HeapRegionSize").getValue())
          : 0;
    } catch (RuntimeException e) { // another make of JVM
      return 0;
    }
  }
}
