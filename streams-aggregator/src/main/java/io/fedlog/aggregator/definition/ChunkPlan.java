package io.fedlog.aggregator.definition;

import io.fedlog.learning.encoding.EncodedChunks;
import io.fedlog.learning.encoding.UpdateEncoding;
import io.fedlog.learning.exact.NumberFormat;
import io.fedlog.learning.exact.ValueFault;
import io.fedlog.learning.method.AggregationMethod;
import io.fedlog.learning.method.ChunkAggregate;
import io.fedlog.learning.method.ChunkTerms;
import io.fedlog.learning.method.Methods;
import io.fedlog.learning.method.PayloadCheck;
import io.fedlog.learning.method.ServerOptimiser;
import io.fedlog.learning.method.UpdateValues;
import io.fedlog.learning.privacy.PrivacyTerms;
import io.fedlog.learning.privacy.UpdateNorm;
import io.fedlog.learning.staleness.WindowMix;
import io.fedlog.learning.staleness.WindowSum;
import io.fedlog.schemas.Encoding;
import io.fedlog.schemas.MethodChoice;
import io.fedlog.schemas.Placement;
import io.fedlog.schemas.RoundDefinition;
import io.fedlog.schemas.UpdateChunk;
import io.fedlog.schemas.Weighting;
import org.jspecify.annotations.Nullable;

/** What a definition means for one partition: which chunks lie there and how each is summed. */
public final class ChunkPlan {
  private final RoundDefinition definition;
  private final int partition;
  private final int partitions;
  private final int first;
  private final int[] chunks;
  private final EncodedChunks updates;
  private final @Nullable PrivacyTerms privacy;

  /** The plan of {@code definition} for one of {@code partitions} partitions. */
  public ChunkPlan(RoundDefinition definition, int partition, int partitions) {
    this.definition = definition;
    this.partition = partition;
    this.partitions = partitions;
    this.first = Placement.partition(definition.getRoundId(), 0, partitions);
    this.chunks =
        Placement.chunks(definition.getRoundId(), partition, definition.getChunkCount(), partitions)
            .toArray();
    this.updates = TermsReader.updates(definition);
    this.privacy = PrivacyReader.read(definition);
  }

  /** The plan of the same chunks by another method than the definition's. */
  public ChunkPlan by(MethodChoice choice) {
    return new ChunkPlan(MethodChoices.apply(definition, choice), partition, partitions);
  }

  public RoundDefinition definition() {
    return definition;
  }

  /** Indices of the chunks that lie here, ascending. */
  public int[] chunks() {
    return chunks.clone();
  }

  /** How many chunks of each update lie here. */
  public int chunkCount() {
    return chunks.length;
  }

  /** Which of the chunks that lie here chunk {@code index} is, from 0. */
  public int placeOf(int index) {
    if (partitionOf(index) != partition) {
      throw new IllegalArgumentException(
          "chunk " + index + " is not in partition " + partition + "; expected one that is");
    }
    return (index - chunks[0]) / partitions;
  }

  /** The partition that chunk {@code index} belongs to. */
  public int partitionOf(int index) {
    return (first + index % partitions) % partitions;
  }

  /** The version that updates must have been trained from; 0 for none. */
  public long baseVersion() {
    return definition.getBase() == null ? 0 : definition.getBase().getVersion();
  }

  /** Largest weight an update may bear. */
  public long maxWeight() {
    return isMasked() || definition.getWeighting() == Weighting.EQUAL
        ? 1
        : definition.getGrid().getMaxWeight();
  }

  /** The method that makes the model. */
  public AggregationMethod method() {
    return Methods.named(definition.getMethod());
  }

  /** What the method must know of one chunk. */
  public ChunkTerms terms(int index) {
    return terms(
        index, isMasked() ? UpdateValues.MASKED_UNITS : UpdateValues.of(updates.encoding().kind()));
  }

  /** What a chunk of a model must be, whatever its round's updates are. */
  public PayloadCheck modelCheck(int index) {
    return method().payloadCheck(terms(index, UpdateValues.PARAMETERS));
  }

  private ChunkTerms terms(int index, UpdateValues values) {
    return new ChunkTerms(
        TermsReader.encoding(definition),
        TermsReader.grid(definition),
        index,
        payloadBytes(index),
        definition.getMethodParameters(),
        values);
  }

  /** Whether updates are differences to the version that they were trained from. */
  public boolean ofDeltas() {
    return updates.encoding().kind().isOfDeltas();
  }

  /** Whether the model's chunk is a step from the base version's. */
  public boolean stepsFromBase() {
    return ofDeltas() || method() instanceof ServerOptimiser;
  }

  /** Why an update's chunk, one of the round's, cannot be decoded; null when it can. */
  public @Nullable ValueFault faultOfEncoding(UpdateChunk chunk) {
    return updates.fault(chunk.getChunkIndex(), chunk.getPayload());
  }

  /** An update's chunk without such a fault, with its numbers as the model's are written. */
  public UpdateChunk decoded(UpdateChunk chunk) {
    if (decodedBytes() == 0) {
      return chunk;
    }
    return new UpdateChunk(
        chunk.getRoundId(),
        chunk.getStoreId(),
        chunk.getAttemptId(),
        chunk.getChunkIndex(),
        chunk.getChunkCount(),
        chunk.getBaseVersion(),
        chunk.getWeight(),
        chunk.getDigest(),
        updates.decode(chunk.getChunkIndex(), chunk.getPayload()));
  }

  /** Heap that decoding a chunk takes, in bytes; 0 when it stays as it is. */
  public int decodedBytes() {
    UpdateEncoding.Kind kind = updates.encoding().kind();
    return kind == UpdateEncoding.Kind.AS_MODEL || kind.isOfUnits()
        ? 0
        : (int) Math.min(definition.getChunkBytes(), definition.getUpdateBytes());
  }

  /** An empty aggregate of one chunk, if the method streams. */
  public ChunkAggregate newAggregate(int index) {
    return Methods.streamed(definition.getMethod()).newAggregate(terms(index));
  }

  /** Bytes of a parameter; 1 for TEXT. */
  public int numberBytes() {
    return TermsReader.numberBytes(definition);
  }

  /** Clipping and noise; null for none. */
  public @Nullable PrivacyTerms privacy() {
    return privacy;
  }

  /** What an update's chunk, one that is admitted, adds to its norm; null where none is bounded. */
  public @Nullable UpdateNorm norm(UpdateChunk chunk) {
    return privacy == null || privacy.mode() != PrivacyTerms.Mode.CENTRAL
        ? null
        : UpdateNorm.of(privacy.noise(), chunk.getPayload());
  }

  /** Whether the aggregator adds noise to the sums. */
  public boolean addsNoise() {
    return privacy != null && privacy.mode() == PrivacyTerms.Mode.CENTRAL;
  }

  /** Whether its updates are masked, so that nothing is made of their sum before it is unmasked. */
  public boolean isMasked() {
    return definition.getSecureAggregation() != null;
  }

  /** Whether its decisions are windows. */
  public boolean hasWindows() {
    return definition.getWindows() != null;
  }

  /** An empty sum of one chunk of one window; only for a round that has them. */
  public WindowSum newWindowSum(int index) {
    NumberFormat format =
        definition.getEncoding() == Encoding.FLOAT32 ? NumberFormat.FLOAT32 : NumberFormat.FLOAT64;
    return new WindowSum(
        WindowSum.gridOf(TermsReader.grid(definition), definition.getWindows().getUpdates()),
        format,
        payloadBytes(index) / format.bytes(),
        ofDeltas());
  }

  /** How a window's updates move the model; only for a round that has windows. */
  public WindowMix windowMix() {
    return WindowsReader.mix(definition.getWindows());
  }

  private int payloadBytes(int index) {
    if (definition.getEncoding() == Encoding.TEXT) {
      return Math.toIntExact(definition.getUpdateBytes());
    }
    long start = (long) index * definition.getChunkBytes();
    return Math.toIntExact(
        Math.min(definition.getChunkBytes(), definition.getUpdateBytes() - start));
  }
}
