package io.fedlog.coordinator.rest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fedlog.coordinator.identity.Caller;
import io.fedlog.coordinator.log.PrivacyView;
import io.fedlog.coordinator.privacy.PrivacyBudgets;
import io.fedlog.coordinator.privacy.SpentByRound;
import io.fedlog.coordinator.rest.body.JsonBody;
import io.fedlog.schemas.PrivacyAccount;
import io.fedlog.schemas.PrivacyBudget;
import io.javalin.http.Context;
import java.math.BigDecimal;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;

/** The calls on the privacy of a model type: what may be spent, what has been. */
final class PrivacyCalls {

  private static final long MOST_BYTES = 64 << 10;

  private final RoundLookup lookup;
  private final PrivacyBudgets budgets;

  PrivacyCalls(RoundLookup lookup, PrivacyBudgets budgets) {
    this.lookup = lookup;
    this.budgets = budgets;
  }

  /** {@code GET /models/{model_type}/privacy}. */
  void show(Context ctx, Caller caller) throws Exception {
    answer(ctx, account(ctx.pathParam("model_type")));
  }

  /** {@code PUT /models/{model_type}/privacy/budget}. */
  void setBudget(Context ctx, Caller caller) throws Exception {
    Bodies.requireJson(ctx);
    Fields fields = new Fields(JsonBody.object(ctx.bodyInputStream(), MOST_BYTES), "");
    String modelType = ctx.pathParam("model_type");
    PrivacyBudget budget =
        new PrivacyBudget(
            required(fields, "epsilon", "a number above 0", e -> e.signum() > 0),
            required(
                fields,
                "delta",
                "a number from 0 to below 1",
                d -> d.signum() >= 0 && d.compareTo(BigDecimal.ONE) < 0));
    Access.tells(ctx, "epsilon", Double.toString(budget.getEpsilon()));
    Access.tells(ctx, "delta", Double.toString(budget.getDelta()));
    try {
      budgets.set(modelType, budget.getEpsilon(), budget.getDelta(), caller.subject());
    } catch (IllegalArgumentException e) {
      throw ProblemException.malformed(String.valueOf(e.getMessage()));
    }
    answer(
        ctx,
        lookup.readBack(
            () -> view().account(modelType).filter(known -> budget.equals(known.getBudget()))));
  }

  /** {@code DELETE /models/{model_type}/privacy/budget}. */
  void withdrawBudget(Context ctx, Caller caller) throws Exception {
    String modelType = ctx.pathParam("model_type");
    Access.tells(ctx, "change", "withdraw");
    if (account(modelType).getBudget() != null) {
      budgets.withdraw(modelType, caller.subject());
    }
    answer(
        ctx,
        lookup.readBack(
            () -> view().account(modelType).filter(known -> known.getBudget() == null)));
  }

  /** {@code GET /models/{model_type}/privacy/rounds}: in the order in which they spent. */
  void rounds(Context ctx, Caller caller) throws Exception {
    String modelType = ctx.pathParam("model_type");
    var unused = account(modelType);
    ListPage page = ListPage.of(ctx);
    List<SpentByRound> all = SpentByRound.of(view().charges(modelType), ctx.queryParam("store_id"));
    Iterator<SpentByRound> rounds =
        all.stream().filter(round -> page.isBeyond(round.key())).iterator();
    page.answer(ctx, "rounds", rounds, SpentByRound::key, PrivacyCalls::write);
  }

  private PrivacyView view() {
    return lookup.view().privacy();
  }

  private PrivacyAccount account(String modelType) {
    return view()
        .account(modelType)
        .orElseThrow(
            () ->
                ProblemException.notFound(
                    "nothing is known of the privacy of this model type; PUT .../privacy/budget"
                        + " sets what may be spent"));
  }

  private static double required(
      Fields fields, String name, String expected, Predicate<BigDecimal> accepted) {
    return fields
        .decimal(name, expected, accepted)
        .orElseThrow(() -> ProblemException.malformed(name + " is missing: expected " + expected))
        .doubleValue();
  }

  private static void answer(Context ctx, PrivacyAccount account) throws Exception {
    ctx.header("Cache-Control", "no-store");
    Bodies.answer(ctx, 200, json -> write(json, account));
  }

  private static void write(ObjectNode json, PrivacyAccount account) {
    json.put("model_type", account.getModelType());
    Optional<PrivacyBudget> budget = Optional.ofNullable(account.getBudget());
    budget.ifPresent(
        set -> {
          json.put("budget_epsilon", set.getEpsilon());
          json.put("budget_delta", set.getDelta());
          json.put("set_by", account.getSetBy());
          double delta = set.getDelta();
          json.put("spent_epsilon", PrivacyBudgets.spent(account).epsilon(delta));
          json.put("open_epsilon", PrivacyBudgets.reserved(account).epsilon(delta));
        });
    json.put("at", account.getAt().toString());
  }

  private static void write(ObjectNode json, SpentByRound round) {
    json.put("round_id", round.roundId());
    if (round.version() != null) {
      json.put("model_version", MadeModels.name(round.version()));
    }
    json.put("privacy_mode", round.mode().name().toLowerCase(Locale.ROOT));
    json.put("noise", round.noise().name().toLowerCase(Locale.ROOT));
    json.put("clip_norm", round.clipNorm());
    json.put("noise_scale", round.noiseScale());
    json.put("epsilon", round.epsilon());
    json.put("delta", round.delta());
    json.put("stores", round.stores());
    json.put("charges", round.charges());
    json.put("charged_at", round.chargedAt().toString());
  }
}
