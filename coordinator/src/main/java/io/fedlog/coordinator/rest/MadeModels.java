package io.fedlog.coordinator.rest;

import io.fedlog.runtime.models.ForgottenModelException;
import io.fedlog.runtime.models.Model;
import io.fedlog.runtime.models.ModelFeed;
import io.fedlog.schemas.Encoding;
import io.fedlog.schemas.ModelReference;
import io.fedlog.schemas.RoundState;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The versions that rounds have made, with their bytes. */
final class MadeModels {

  private static final long READ_WITHIN_SECONDS = 30;

  private final ModelFeed models;

  MadeModels(ModelFeed models) {
    this.models = models;
  }

  /** The version of a completed round; a state that is none, or has none, is a problem. */
  static ModelReference version(KnownRound round) {
    RoundState state = round.state();
    Long version = state == null ? null : state.getModelVersion();
    String sha256 = state == null ? null : state.getModelSha256();
    if (state == null || version == null || sha256 == null) {
      String why = round.reason();
      throw ProblemException.wrongState(
          "the round is %s%s; its model is there when it is completed"
              .formatted(round.statusWord(), why == null ? "" : " (" + why + ")"));
    }
    return new ModelReference(state.getModelType(), version, sha256);
  }

  /** That version of a completed round, with its bytes. */
  Model of(KnownRound round) throws InterruptedException {
    return of(version(round));
  }

  /** A version with its bytes; one that is not there, or is of text, is a problem. */
  Model of(ModelReference version) throws InterruptedException {
    CompletableFuture<Model> asked = models.model(version);
    try {
      return numbers(asked.get(READ_WITHIN_SECONDS, TimeUnit.SECONDS));
    } catch (TimeoutException e) {
      asked.cancel(false);
      throw ProblemException.unavailable(
          "version " + version.getVersion() + " is not whole on the log yet: ask again");
    } catch (ExecutionException e) {
      if (e.getCause() instanceof ForgottenModelException) {
        throw ProblemException.notFound(
            "version " + version.getVersion() + " was deleted from the log");
      }
      throw new IllegalStateException(e.getCause());
    }
  }

  private static Model numbers(Model model) {
    if (model.manifest().getEncoding() == Encoding.TEXT) {
      throw ProblemException.wrongState(
          "the round made a text and no parameters; this call is for rounds of numbers");
    }
    return model;
  }

  /** A version as the contract names it. */
  static String name(Model model) {
    return name(model.manifest().getVersion());
  }

  static String name(long version) {
    return "v" + version + ".0";
  }
}
