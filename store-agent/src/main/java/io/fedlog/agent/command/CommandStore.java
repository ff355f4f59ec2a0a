package io.fedlog.agent.command;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a command is told of the store that it trains for.
 *
 * @param storeId the store
 * @param runs where the files of its runs are kept
 * @param data the store's rows, whatever they are; null when the command knows where they are
 * @param storeColumns columns of the data that name a row's store; empty: all of it is this store's
 */
public record CommandStore(
    String storeId, Path runs, @Nullable Path data, List<String> storeColumns) {

  public CommandStore {
    runs = runs.toAbsolutePath();
    data = data == null ? null : data.toAbsolutePath();
    storeColumns = List.copyOf(storeColumns);
  }
}
