package io.fedlog.agent;

import io.fedlog.runtime.models.Model;
import io.fedlog.schemas.ModelReference;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Versions that are needed together.
 *
 * @param first the one that is trained from or evaluated; null when there is none
 * @param others those it needs beside it, in the order asked for
 */
record ModelSet(@Nullable Model first, List<Model> others) {

  ModelSet {
    others = List.copyOf(others);
  }

  /** The first; throws IllegalStateException when there is none. */
  Model required() {
    if (first == null) {
      throw new IllegalStateException("no version was asked for");
    }
    return first;
  }

  /** Completes when all are here; cancelling it stops the waiting for each. */
  static CompletableFuture<ModelSet> gather(
      @Nullable ModelReference first,
      List<ModelReference> others,
      Function<ModelReference, CompletableFuture<Model>> models) {
    @Nullable CompletableFuture<Model> one = first == null ? null : models.apply(first);
    List<CompletableFuture<Model>> rest = others.stream().map(models).toList();
    List<CompletableFuture<Model>> all = new ArrayList<>(rest);
    if (one != null) {
      all.add(one);
    }
    CompletableFuture<ModelSet> set =
        CompletableFuture.allOf(all.toArray(new CompletableFuture<?>[0]))
            .thenApply(
                done ->
                    new ModelSet(
                        one == null ? null : one.join(),
                        rest.stream().map(CompletableFuture::join).toList()));
    var unused = set.whenComplete((value, failure) -> all.forEach(each -> each.cancel(false)));
    return set;
  }
}
