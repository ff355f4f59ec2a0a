package io.fedlog.learning.secure;

import io.fedlog.learning.secure.MaskStream.Part;
import java.util.List;

/**
 * A store's masks over its update: chunks in any order, as often as needed, the same bytes each
 * time. For one thread.
 */
public final class Masking {
  private final Group group;
  private final StoreSet sharers;
  private final String store;
  private final List<Mask> masks;
  private final UpdateDigest update;
  private final StoreSigner signer;
  private final MaskStream stream = new MaskStream();

  Masking(
      Group group,
      StoreSet sharers,
      String store,
      List<Mask> masks,
      UpdateDigest update,
      StoreSigner signer) {
    this.group = group;
    this.sharers = sharers;
    this.store = store;
    this.masks = masks;
    this.update = update;
    this.signer = signer;
  }

  /**
   * A chunk with its masks on it; the values stay as they are.
   *
   * @param chunk index, from 0
   * @param values of the update that was agreed to
   * @throws RefusedException when they are others
   */
  public MaskedChunk chunk(int chunk, long[] values) {
    update.require(group.terms(), chunk, values);
    long[] masked = values.clone();
    apply(Part.PARAMETERS, chunk, masked);
    return new MaskedChunk(store, chunk, masked);
  }

  /** The record that ends the upload; it carries the masked weight. */
  public MaskSeal seal() {
    long[] weight = {update.weight()};
    apply(Part.WEIGHT, 0, weight);
    byte[] signature =
        signer.sign(MaskSeal.message(group.digest(), sharers.digest(), store, weight[0]));
    return new MaskSeal(store, group.digest(), sharers.digest(), weight[0], signature);
  }

  private void apply(Part part, int chunk, long[] values) {
    for (Mask mask : masks) {
      stream.apply(mask.key(), part, chunk, values, mask.added());
    }
  }

  @Override
  public String toString() {
    return "the masks of " + store + ", not shown";
  }
}
