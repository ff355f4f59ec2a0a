package io.fedlog.coordinator.rest;

import io.fedlog.coordinator.identity.Caller;
import io.fedlog.coordinator.log.LogView;
import io.fedlog.coordinator.log.NewestFirst;
import io.fedlog.coordinator.log.PlanEntry;
import io.fedlog.schemas.PlanRecord;
import io.fedlog.schemas.PlanStatus;
import io.javalin.http.Context;
import java.util.Comparator;
import java.util.Iterator;

/** {@code GET /plans}: the newest first. */
final class ListPlans implements RestCall {

  private final LogView view;

  ListPlans(LogView view) {
    this.view = view;
  }

  @Override
  public void answer(Context ctx, Caller caller) throws Exception {
    ListPage page = ListPage.of(ctx);
    StatusFilter status = StatusFilter.of(ctx, PlanStatus.values());
    String modelType = ctx.queryParam("model_type");
    Iterator<PlanRecord> plans =
        view.plans().stream()
            .map(PlanEntry::plan)
            .filter(plan -> modelType == null || modelType.equals(plan.getModelType()))
            .filter(plan -> status.takes(StatusFilter.word(plan.getStatus())))
            .sorted(Comparator.comparing(ListPlans::key))
            .filter(plan -> page.isBeyond(key(plan)))
            .iterator();
    page.answer(ctx, "plans", plans, ListPlans::key, PlanView::write);
  }

  private static String key(PlanRecord plan) {
    return NewestFirst.key(plan.getCreatedAt(), plan.getPlanId());
  }
}
