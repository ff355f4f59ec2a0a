package io.fedlog.aggregator.quorum;

import io.fedlog.aggregator.wire.Codecs;
import io.fedlog.aggregator.wire.Emitter;
import io.fedlog.aggregator.wire.Outlet;
import io.fedlog.aggregator.wire.Source;
import io.fedlog.aggregator.wire.Urgency;
import io.fedlog.learning.round.RoundEvent;
import io.fedlog.learning.round.RoundMachine;
import io.fedlog.learning.round.RoundView;
import io.fedlog.learning.round.Stamp;
import io.fedlog.schemas.RoundDefinition;
import io.fedlog.schemas.RoundLogEntry;
import io.fedlog.schemas.UnreadableRecordException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Folds one partition of the round log: feeds its entries to the state machine and emits what
 * follows. The same code in the topology and in a replay; knows no clock but the log's. Not
 * thread-safe.
 */
public final class QuorumFold {
  private final RoundLogReader reader;
  private final Emitter emitter;
  private final RoundMachine machine;
  private final Orders orders;

  /**
   * An entry that was folded.
   *
   * @param urgency how soon others must see what follows from it
   */
  public record Folded(RoundLogEntry entry, Urgency urgency) {}

  /** A fold that goes on from what the stores have kept. */
  QuorumFold(
      Codecs codecs, int partitions, int versionsKept, QuorumStores stores, Emitter emitter) {
    this.reader = new RoundLogReader(partitions);
    this.emitter = emitter;
    this.machine =
        new RoundMachine(
            partitions,
            stores,
            new MeasuredRounds(this::definition),
            new ChosenMethods(this::definition, partitions));
    machine.restore(stores.kept());
    this.orders =
        new Orders(
            codecs,
            stores,
            emitter,
            new KeptVersions(stores, emitter, versionsKept, machine::windowBases),
            partitions);
    orders.restore();
  }

  /**
   * A fold that begins at the log's beginning and keeps what it needs in memory: the rounds that
   * are not retired.
   *
   * @param codecs of what it emits
   * @param partitions of every topic of the installation
   * @param versionsKept trained versions of a model that stay readable
   * @param outlet is given what it emits
   */
  public static QuorumFold inMemory(
      Codecs codecs, int partitions, int versionsKept, Outlet outlet) {
    return new QuorumFold(
        codecs,
        partitions,
        versionsKept,
        new QuorumStores(null, new MemoryMap()),
        new Emitter(outlet, codecs));
  }

  /**
   * Takes in the next entry. What cannot be read is set aside on fl.rejected.
   *
   * @param entry gives it, or fails with an {@link UnreadableRecordException}
   * @param source where it lies
   * @return null when it was set aside
   */
  public @Nullable Folded take(Supplier<RoundLogEntry> entry, Source source, Stamp stamp) {
    emitter.at(stamp.atMillis());
    try {
      RoundLogEntry read = entry.get();
      return new Folded(read, fold(read, source, stamp));
    } catch (UnreadableRecordException e) {
      emitter.rejected(source, null, null, null, e.reason(), e.detail());
    } catch (IllegalArgumentException e) {
      emitter.rejected(source, null, null, null, "malformed", String.valueOf(e.getMessage()));
    }
    return null;
  }

  private Urgency fold(RoundLogEntry entry, Source source, Stamp stamp) {
    RoundEvent event = reader.read(entry);
    orders.about(entry.getModelType(), source, stamp);
    if (event instanceof RoundEvent.Ticked) {
      return orders.carryOut(machine.tick(stamp));
    }
    if (entry.getEvent() instanceof RoundDefinition definition
        && event instanceof RoundEvent.Defined
        && definition.getModelType().equals(entry.getModelType())) {
      orders.keep(definition);
    }
    if (event instanceof RoundEvent.DefinitionRefused refused) {
      orders.refuseDefinition(refused.roundId(), refused.reason());
    }
    orders.note(entry);
    return orders.carryOut(machine.apply(entry.getModelType(), event, stamp));
  }

  /** Whether time matters: some round has not ended. */
  public boolean hasOpenRounds() {
    return machine.hasOpenRounds();
  }

  /** The earliest time, in the log's, at which a tick can have an effect. */
  public long tickDueAt() {
    return machine.tickDueAt();
  }

  /** How a round stands; null for one that is not known, or no longer. */
  public @Nullable RoundView view(String modelType, String roundId) {
    return machine.view(modelType, roundId);
  }

  private @Nullable RoundDefinition definition(String roundId) {
    return orders.definition(roundId);
  }
}
