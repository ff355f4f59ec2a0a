package io.fedlog.coordinator.log;

import io.fedlog.schemas.Action;
import io.fedlog.schemas.Command;
import io.fedlog.schemas.RoundDefinition;
import io.fedlog.schemas.RoundRecord;
import io.fedlog.schemas.RoundRequest;
import io.fedlog.schemas.RoundTargets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The rounds that were asked for and defined, and which stores they ask. Not thread-safe. */
final class KnownRounds {

  private final Map<String, RoundDefinition> definitions = new HashMap<>();
  private final Map<String, RoundRequest> requests = new HashMap<>();
  private final Map<String, Set<Integer>> pages = new HashMap<>();
  private final Map<String, String> cancellations = new HashMap<>();
  private final TreeMap<String, String> newestFirst = new TreeMap<>();
  private final RoundStores stores;

  /**
   * @param mostStores that may join a round which every store may join
   */
  KnownRounds(int mostStores) {
    this.stores = new RoundStores(mostStores);
  }

  void add(RoundRecord round) {
    if (round.getBody() instanceof RoundDefinition definition) {
      // The quorum keeps the first of an id too; a second comes of a coordinator that slept.
      if (definitions.putIfAbsent(definition.getRoundId(), definition) == null) {
        RoundRequest request = requests.remove(definition.getRoundId());
        if (request == null) {
          list(NewestFirst.key(definition.getCreatedAt(), definition.getRoundId()));
        }
        cancellations.remove(definition.getRoundId());
      }
      stores.known(definition.getRoundId());
    } else if (round.getBody() instanceof RoundTargets page && page.getPage() >= 0) {
      pages.computeIfAbsent(page.getRoundId(), id -> new HashSet<>()).add(page.getPage());
      stores.asked(page.getRoundId(), page.getStoreIds());
    } else if (round.getBody() instanceof RoundRequest request
        && !definitions.containsKey(request.getRoundId())) {
      if (requests.putIfAbsent(request.getRoundId(), request) == null) {
        list(NewestFirst.key(request.getCreatedAt(), request.getRoundId()));
      }
      stores.known(request.getRoundId());
      stores.asked(request.getRoundId(), request.getTargetStores());
    }
  }

  private void list(String key) {
    newestFirst.put(key, NewestFirst.id(key));
  }

  /** A round that nobody has defined yet is cancelled by the command alone. */
  void add(Command command) {
    String roundId = command.getRoundId();
    if (command.getAction() == Action.CANCEL && roundId != null && requests.containsKey(roundId)) {
      String reason = command.getReason();
      cancellations.putIfAbsent(roundId, reason == null ? "cancelled" : reason);
    }
  }

  RoundStores stores() {
    return stores;
  }

  Optional<RoundDefinition> definition(String roundId) {
    return Optional.ofNullable(definitions.get(roundId));
  }

  Optional<RoundRequest> request(String roundId) {
    return Optional.ofNullable(requests.get(roundId));
  }

  Optional<String> cancellation(String roundId) {
    return Optional.ofNullable(cancellations.get(roundId));
  }

  boolean isWhole(String roundId) {
    RoundDefinition definition = definitions.get(roundId);
    return definition != null
        && pages.getOrDefault(roundId, Set.of()).size() >= definition.getTargetPages();
  }

  /** Keys of {@link NewestFirst} beyond that one, at most so many. */
  List<String> after(@Nullable String key, int most) {
    return (key == null ? newestFirst : newestFirst.tailMap(key, false))
        .keySet().stream().limit(most).toList();
  }
}
