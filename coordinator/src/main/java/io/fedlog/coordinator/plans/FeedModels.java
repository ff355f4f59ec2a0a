package io.fedlog.coordinator.plans;

import io.fedlog.runtime.models.Model;
import io.fedlog.runtime.models.ModelFeed;
import io.fedlog.schemas.ModelManifest;
import io.fedlog.schemas.ModelPointer;
import io.fedlog.schemas.ModelReference;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;

/** {@link Models} from the log. A version asked for once is fetched in the background. */
final class FeedModels implements Models {

  /** The vocabulary and the moments of a few plans; they are small. */
  private static final int MOST_KEPT = 64;

  private final ModelFeed feed;
  private final Map<ModelReference, CompletableFuture<Model>> asked = new ConcurrentHashMap<>();

  FeedModels(ModelFeed feed) {
    this.feed = feed;
  }

  @Override
  public Optional<Model> model(ModelReference reference) {
    if (asked.size() > MOST_KEPT) {
      asked.values().removeIf(CompletableFuture::isDone);
    }
    try {
      return Optional.ofNullable(asked.computeIfAbsent(reference, feed::model).getNow(null));
    } catch (CompletionException e) {
      asked.remove(reference);
      Throwable cause = e.getCause();
      throw new IllegalStateException((cause == null ? e : cause).getMessage(), e);
    }
  }

  @Override
  public Optional<ModelManifest> manifest(String modelType, long version) {
    return feed.manifest(modelType, version);
  }

  @Override
  public Optional<ModelManifest> promoted(String modelType) {
    return feed.promoted(modelType);
  }

  @Override
  public Optional<ModelPointer> pointer(String modelType) {
    return feed.pointer(modelType);
  }
}
