package io.fedlog.learning.privacy.accounting;

import java.util.ArrayList;
import java.util.List;

/**
 * The privacy loss of several releases together: the sum of theirs, whose distribution is the
 * convolution, computed by the Fourier transform (Koskela, Jalkö, Honkela 2020). The transform is
 * cyclic: what lies below the window comes out as a larger loss than it is, and the probability of
 * what lies above is added to that of an infinite loss. So no loss is understated.
 */
final class LossComposition {
  /** Probability given away at each end, of every release's loss and of the sum. */
  private static final double TAIL = 1e-15;

  /** Points of a grid, at most; the sum's is at most twice as long. Holds about 40 MB at once. */
  private static final int POINTS = 1 << 18;

  private static final int COARSE_POINTS = 1 << 12;

  private final List<ConnectedDots> dots = new ArrayList<>();
  private final int[] times;

  private LossComposition(List<DominatingPair> pairs, int[] times) {
    this.times = times;
    for (int i = 0; i < times.length; i++) {
      dots.add(new ConnectedDots(pairs.get(i), TAIL / times[i]));
    }
  }

  /** Pairs and how often each is used. */
  static PrivacyLoss of(List<DominatingPair> pairs, int[] times) {
    return new LossComposition(pairs, times).compose();
  }

  /** A first, coarse look tells how wide the sum is and so how fine a step fits the memory. */
  private PrivacyLoss compose() {
    double widest = 0;
    for (ConnectedDots dot : dots) {
      widest = Math.max(widest, dot.span());
    }
    LossWindow rough = LossWindow.of(on(widest / COARSE_POINTS), times, TAIL);
    double step = Math.max(widest, rough.span()) / POINTS;
    List<PrivacyLoss> losses = on(step);
    return convolve(losses, LossWindow.of(losses, times, TAIL), step);
  }

  private List<PrivacyLoss> on(double step) {
    List<PrivacyLoss> losses = new ArrayList<>();
    for (ConnectedDots dot : dots) {
      losses.add(dot.on(step));
    }
    return losses;
  }

  private PrivacyLoss convolve(List<PrivacyLoss> losses, LossWindow window, double step) {
    long lowest = (long) Math.floor(window.low() / step);
    long highest = (long) Math.ceil(window.high() / step);
    int size = Math.max(2, Integer.highestOneBit((int) (highest - lowest)) * 2);
    Fft fft = new Fft(size);
    Spectrum product = new Spectrum(size);
    double logFinite = 0;
    for (int i = 0; i < times.length; i++) {
      PrivacyLoss loss = losses.get(i);
      product.multiply(new Spectrum(fft, size, loss), times[i]);
      logFinite += times[i] * StrictMath.log1p(-loss.infinite);
    }
    double[] cyclic = product.back(fft);
    double[] mass = new double[size];
    for (int i = 0; i < size; i++) {
      // Only rounding makes a probability negative.
      mass[i] = Math.max(0, cyclic[(int) Math.floorMod(lowest + i, (long) size)]);
    }
    return new PrivacyLoss(step, lowest, mass, -StrictMath.expm1(logFinite) + TAIL);
  }
}
