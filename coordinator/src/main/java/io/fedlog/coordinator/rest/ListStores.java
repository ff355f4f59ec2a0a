package io.fedlog.coordinator.rest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fedlog.coordinator.identity.Caller;
import io.fedlog.coordinator.log.LogView;
import io.fedlog.coordinator.log.StoreSign;
import io.fedlog.schemas.StoreEnrolment;
import io.javalin.http.Context;
import java.util.Iterator;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** {@code GET /stores}: those that are enrolled and those that were heard of, by id. */
final class ListStores implements RestCall {

  private static final String STRANGER = "not_enrolled";

  private final LogView view;

  ListStores(LogView view) {
    this.view = view;
  }

  /** What is known of a store. */
  private record Known(
      String storeId, @Nullable StoreEnrolment enrolment, @Nullable StoreSign sign) {

    String status() {
      return enrolment == null ? STRANGER : StatusFilter.word(enrolment.getStatus());
    }

    boolean trains(String modelType) {
      return sign == null || sign.modelTypes().isEmpty() || sign.modelTypes().contains(modelType);
    }
  }

  @Override
  public void answer(Context ctx, Caller caller) throws Exception {
    ListPage page = ListPage.of(ctx);
    StatusFilter status = StatusFilter.of(ctx, List.of("enrolled", "revoked", STRANGER));
    String modelType = ctx.queryParam("model_type");
    Iterator<Known> stores =
        known().values().stream()
            .filter(store -> page.isBeyond(store.storeId()))
            .filter(store -> status.takes(store.status()))
            .filter(store -> modelType == null || store.trains(modelType))
            .iterator();
    page.answer(ctx, "stores", stores, Known::storeId, ListStores::write);
  }

  private TreeMap<String, Known> known() {
    TreeMap<String, Known> stores = new TreeMap<>();
    view.access()
        .stores()
        .forEach(
            enrolment ->
                stores.put(
                    enrolment.getStoreId(), new Known(enrolment.getStoreId(), enrolment, null)));
    view.heard()
        .forEach(
            sign ->
                stores.merge(
                    sign.storeId(),
                    new Known(sign.storeId(), null, sign),
                    (enrolled, heard) ->
                        new Known(enrolled.storeId(), enrolled.enrolment(), heard.sign())));
    return stores;
  }

  private static void write(ObjectNode json, Known store) {
    StoreSign sign = store.sign();
    json.put("store_id", store.storeId());
    json.put("status", store.status());
    json.put("last_heard_at", sign == null ? null : sign.heardAt().toString());
    var types = json.putArray("model_types");
    if (sign != null) {
      sign.modelTypes().stream().sorted().forEach(types::add);
    }
  }
}
