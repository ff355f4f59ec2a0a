package io.fedlog.coordinator.log;

import io.fedlog.schemas.Action;
import io.fedlog.schemas.Command;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The commands that were given, and which rounds are to be retired. Not thread-safe. */
final class GivenCommands {

  private final Set<String> ids = new HashSet<>();
  private final Map<String, Instant> retirements = new HashMap<>();

  void add(Command command) {
    ids.add(command.getCommandId());
    String roundId = command.getRoundId();
    if (command.getAction() == Action.RETIRE && roundId != null) {
      retirements.putIfAbsent(roundId, command.getIssuedAt());
    }
  }

  boolean has(String commandId) {
    return ids.contains(commandId);
  }

  Optional<Instant> retirement(String roundId) {
    return Optional.ofNullable(retirements.get(roundId));
  }
}
