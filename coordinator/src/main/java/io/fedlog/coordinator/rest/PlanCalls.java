package io.fedlog.coordinator.rest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fedlog.coordinator.identity.Caller;
import io.fedlog.coordinator.log.LogView;
import io.fedlog.coordinator.log.PlanEntry;
import io.fedlog.coordinator.plans.PlanJson;
import io.fedlog.coordinator.plans.Plans;
import io.fedlog.coordinator.rest.body.JsonBody;
import io.fedlog.coordinator.rounds.RoundDefaults;
import io.fedlog.schemas.PlanRecord;
import io.javalin.http.Context;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.NoSuchElementException;
import java.util.Optional;

/** The calls on one plan. */
final class PlanCalls {

  private static final long MOST_BYTES = 4 << 20;

  private final RoundLookup lookup;
  private final LogView view;
  private final Plans plans;
  private final RoundDefaults defaults;
  private final InstantSource clock;

  PlanCalls(RoundLookup lookup, Plans plans, RoundDefaults defaults, InstantSource clock) {
    this.lookup = lookup;
    this.view = lookup.view();
    this.plans = plans;
    this.defaults = defaults;
    this.clock = clock;
  }

  /** {@code POST /plans}: a body as {@code ./fedlog plan start} reads it. */
  void start(Context ctx, Caller caller) throws Exception {
    Bodies.requireJson(ctx);
    ObjectNode body = JsonBody.object(ctx.bodyInputStream(), MOST_BYTES);
    Instant now = clock.instant();
    PlanRecord plan;
    Access.tells(ctx, "change", "start");
    try {
      plan = PlanJson.read(body, defaults, now, caller.subject());
      Access.tells(ctx, "plan_id", plan.getPlanId());
      plans.start(plan);
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw ProblemException.malformed(String.valueOf(e.getMessage()));
    } catch (IllegalStateException e) {
      throw ProblemException.wrongState(String.valueOf(e.getMessage()));
    }
    PlanEntry entry = lookup.readBack(() -> view.plan(plan.getPlanId()));
    if (!entry.plan().getCreatedAt().equals(plan.getCreatedAt())) {
      throw ProblemException.wrongState(
          "plan_id: another plan took this id at the same moment; choose another id");
    }
    ctx.header("Location", ctx.path() + "/" + plan.getPlanId());
    answer(ctx, 201, entry.plan());
  }

  /** {@code GET /plans/{plan_id}}. */
  void show(Context ctx, Caller caller) throws Exception {
    String planId = ctx.pathParam("plan_id");
    PlanEntry entry = view.plan(planId).orElseThrow(PlanCalls::unknown);
    ctx.header("Cache-Control", "no-store");
    answer(ctx, 200, entry.plan());
  }

  /** {@code POST /plans/{plan_id}/pause}. */
  void pause(Context ctx, Caller caller) throws Exception {
    change(ctx, "pause", plans::pause);
  }

  /** {@code POST /plans/{plan_id}/resume}. */
  void resume(Context ctx, Caller caller) throws Exception {
    change(ctx, "resume", plans::resume);
  }

  /** {@code POST /plans/{plan_id}/stop}. */
  void stop(Context ctx, Caller caller) throws Exception {
    String reason = Reasons.read(ctx, "stopped by " + caller.subject());
    change(ctx, "stop", planId -> plans.stop(planId, reason));
  }

  private interface Change {
    void of(String planId) throws InterruptedException;
  }

  private void change(Context ctx, String name, Change change)
      throws IOException, InterruptedException {
    String planId = ctx.pathParam("plan_id");
    Access.tells(ctx, "change", name);
    try {
      change.of(planId);
    } catch (NoSuchElementException e) {
      throw unknown();
    } catch (IllegalStateException e) {
      throw ProblemException.wrongState(String.valueOf(e.getMessage()));
    }
    answer(ctx, 200, view.plan(planId).orElseThrow(PlanCalls::unknown).plan());
  }

  private void answer(Context ctx, int status, PlanRecord plan) throws IOException {
    Optional<String> waits = plans.waitsFor(plan, clock.instant());
    Bodies.answer(
        ctx,
        status,
        json -> {
          PlanView.write(json, plan);
          waits.ifPresent(words -> json.put("waits_for", words));
        });
  }

  private static ProblemException unknown() {
    return ProblemException.notFound(
        "there is no plan of this id; POST /plans starts one, GET /plans lists them");
  }
}
