package io.fedlog.coordinator.rest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fedlog.coordinator.identity.Caller;
import io.fedlog.runtime.models.ModelFeed;
import io.fedlog.schemas.ModelManifest;
import io.javalin.http.Context;
import java.util.Iterator;

/** {@code GET /models}: the model types that have a version, by name. */
final class ListModels implements RestCall {

  private final ModelFeed models;

  ListModels(ModelFeed models) {
    this.models = models;
  }

  @Override
  public void answer(Context ctx, Caller caller) throws Exception {
    ListPage page = ListPage.of(ctx);
    Iterator<String> types = models.types().stream().filter(page::isBeyond).iterator();
    page.answer(ctx, "models", types, type -> type, this::write);
  }

  private void write(ObjectNode json, String type) {
    json.put("model_type", type);
    json.put("versions", models.manifests(type).size());
    models.newest(type).ifPresent(newest -> json.put("newest_version", name(newest)));
    models.promoted(type).ifPresent(promoted -> json.put("promoted_version", name(promoted)));
  }

  private static String name(ModelManifest manifest) {
    return MadeModels.name(manifest.getVersion());
  }
}
