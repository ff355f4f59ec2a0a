package io.fedlog.coordinator.rest;

import io.fedlog.coordinator.identity.Act;
import io.fedlog.coordinator.log.LogView;
import io.fedlog.coordinator.plans.Plans;
import io.javalin.config.RoutesConfig;

/** Lists, plans, privacy, the end of a round before its time, and what happens to a round. */
final class ListRoutes {

  private ListRoutes() {}

  static void register(RoutesConfig routes, RestParts parts, Access access) {
    LogView view = parts.view();
    RoundLookup rounds = new RoundLookup(view, parts.clock());
    String base = RestServer.BASE;
    routes.get(base + "/rounds", access.may(Act.READ_ROUNDS, new ListRounds(view, parts.clock())));
    routes.post(
        base + "/rounds/{round_id}/cancel",
        access.may(Act.CANCEL_ROUND, new CancelRound(rounds, parts.writer(), parts.clock())));
    routes.get(
        base + "/rounds/{round_id}/events",
        access.may(Act.READ_ROUNDS, new RoundEvents(rounds, parts.clock())));
    routes.get(base + "/models", access.may(Act.READ_METRICS, new ListModels(parts.models())));
    routes.get(
        base + "/models/{model_type}/versions",
        access.may(Act.READ_METRICS, new ListVersions(parts.models())));
    routes.get(base + "/stores", access.may(Act.READ_STORES, new ListStores(view)));
    privacy(routes, parts, access, rounds);
    plans(routes, parts, access, rounds);
  }

  private static void privacy(
      RoutesConfig routes, RestParts parts, Access access, RoundLookup rounds) {
    PrivacyCalls calls = new PrivacyCalls(rounds, parts.budgets());
    String base = RestServer.BASE + "/models/{model_type}/privacy";
    routes.get(base, access.may(Act.READ_METRICS, calls::show));
    routes.get(base + "/rounds", access.may(Act.READ_METRICS, calls::rounds));
    routes.put(base + "/budget", access.may(Act.SET_PRIVACY_BUDGET, calls::setBudget));
    routes.delete(base + "/budget", access.may(Act.SET_PRIVACY_BUDGET, calls::withdrawBudget));
  }

  private static void plans(
      RoutesConfig routes, RestParts parts, Access access, RoundLookup rounds) {
    Plans plans = parts.plans();
    PlanCalls calls = new PlanCalls(rounds, plans, parts.defaults(), parts.clock());
    String base = RestServer.BASE + "/plans";
    routes.get(base, access.may(Act.READ_PLANS, new ListPlans(parts.view())));
    routes.post(base, access.may(Act.CHANGE_PLAN, calls::start));
    routes.get(base + "/{plan_id}", access.may(Act.READ_PLANS, calls::show));
    routes.post(base + "/{plan_id}/pause", access.may(Act.CHANGE_PLAN, calls::pause));
    routes.post(base + "/{plan_id}/resume", access.may(Act.CHANGE_PLAN, calls::resume));
    routes.post(base + "/{plan_id}/stop", access.may(Act.CHANGE_PLAN, calls::stop));
  }
}
