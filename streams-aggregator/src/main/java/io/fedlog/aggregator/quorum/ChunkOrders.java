package io.fedlog.aggregator.quorum;

import io.fedlog.aggregator.definition.Unmaskings;
import io.fedlog.aggregator.wire.Address;
import io.fedlog.aggregator.wire.Emitter;
import io.fedlog.learning.round.Effect;
import io.fedlog.learning.round.SecureStep;
import io.fedlog.schemas.Placement;
import io.fedlog.schemas.RosterEntry;
import io.fedlog.schemas.RosterPage;
import io.fedlog.schemas.RoundControl;
import io.fedlog.schemas.RoundDefinition;
import io.fedlog.schemas.UnmaskingPage;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Sends orders to the tasks that hold chunks. An order is of the model type of its round's
 * definition, and of the event's own while there is none.
 */
final class ChunkOrders {
  private final Emitter emitter;
  private final KeptDefinitions definitions;
  private final int partitions;

  private String modelType = "";

  ChunkOrders(Emitter emitter, KeptDefinitions definitions, int partitions) {
    this.emitter = emitter;
    this.definitions = definitions;
    this.partitions = partitions;
  }

  /** The model type of the event that the next orders follow from. */
  void about(String modelType) {
    this.modelType = modelType;
  }

  /** To every task. */
  void all(String roundId, Object order) {
    send(Address.ALL, roundId, definitions.get(roundId), order);
  }

  /** To the tasks that hold chunks of the model: the others have nothing to make. */
  void makers(String roundId, Object order) {
    RoundDefinition definition = definitions.get(roundId);
    Address address =
        definition == null
            ? Address.ALL
            : Address.ofChunks(
                Placement.partition(roundId, 0, partitions), definition.getChunkCount());
    send(address, roundId, definition, order);
  }

  /** A page of who is in the next decision, to the makers; the page as it was sent. */
  RosterPage roster(Effect.Roster roster) {
    List<RosterEntry> entries =
        roster.entries().stream().map(a -> new RosterEntry(a.storeId(), a.attemptId())).toList();
    RosterPage page =
        new RosterPage(roster.roundId(), roster.page(), roster.firstOrdinal(), entries);
    makers(roster.roundId(), page);
    return page;
  }

  /** What unmasks a sum, to the makers: its pages, then that they are to be applied. */
  void unmask(String roundId, SecureStep.Unmask unmask, String method) {
    List<UnmaskingPage> pages = Unmaskings.pages(roundId, unmask.group(), unmask.unmasking());
    pages.forEach(page -> makers(roundId, page));
    makers(roundId, Decisions.of(roundId, unmask, method, pages.size()));
  }

  /** An order as it is written for the event's own model type. */
  RoundControl control(Object order) {
    return control(modelType, order);
  }

  private void send(
      Address address, String roundId, @Nullable RoundDefinition definition, Object order) {
    String type = definition == null ? modelType : definition.getModelType();
    emitter.roundControl(address, roundId, control(type, order));
  }

  private static RoundControl control(String modelType, Object order) {
    return RoundControl.newBuilder().setModelType(modelType).setOrder(order).build();
  }
}
