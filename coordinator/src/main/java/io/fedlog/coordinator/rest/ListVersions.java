package io.fedlog.coordinator.rest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fedlog.coordinator.identity.Caller;
import io.fedlog.runtime.models.ModelFeed;
import io.fedlog.schemas.ModelManifest;
import io.javalin.http.Context;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;

/** {@code GET /models/{model_type}/versions}: the newest first. */
final class ListVersions implements RestCall {

  private final ModelFeed models;

  ListVersions(ModelFeed models) {
    this.models = models;
  }

  @Override
  public void answer(Context ctx, Caller caller) throws Exception {
    ListPage page = ListPage.of(ctx);
    String type = ctx.pathParam("model_type");
    List<ModelManifest> all = models.manifests(type);
    if (all.isEmpty()) {
      throw ProblemException.notFound(
          "there is no version of this model type; GET /models names the types that have one");
    }
    long promoted = models.promoted(type).map(ModelManifest::getVersion).orElse(0L);
    Iterator<ModelManifest> versions =
        all.stream()
            .sorted(Comparator.comparing(ListVersions::key))
            .filter(version -> page.isBeyond(key(version)))
            .iterator();
    page.answer(
        ctx,
        "versions",
        versions,
        ListVersions::key,
        (json, version) -> write(json, version, promoted));
  }

  private static String key(ModelManifest version) {
    return "%019d".formatted(Long.MAX_VALUE - version.getVersion());
  }

  private static void write(ObjectNode json, ModelManifest version, long promoted) {
    json.put("model_version", MadeModels.name(version.getVersion()));
    json.put("round_id", version.getRoundId());
    json.put("aggregation_method", version.getMethod());
    json.put("num_participating_stores", version.getCohortSize());
    json.put("parameter_count", version.getParameterCount());
    json.put("sha256", version.getSha256());
    json.put("created_at", version.getPublishedAt().toString());
    json.put("promoted", version.getVersion() == promoted);
  }
}
