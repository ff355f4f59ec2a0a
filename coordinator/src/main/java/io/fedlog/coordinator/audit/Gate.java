package io.fedlog.coordinator.audit;

import io.fedlog.coordinator.identity.Act;
import io.fedlog.coordinator.identity.Caller;
import io.fedlog.coordinator.identity.EnrolmentRefusedException;
import io.fedlog.coordinator.identity.ForbiddenException;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The one door to everything that can be asked: lets through whom {@link Act} allows, and writes
 * down what came of it. An act that changes something is done before it is written; should the
 * writing fail, the caller learns that, and doing it again does no harm. What an act hands out, it
 * makes ready; the caller gets it when this returns, which is after it has been written.
 * Thread-safe.
 */
public final class Gate {

  private final AuditTrail trail;
  private final Function<Exception, @Nullable String> refusals;

  /**
   * What is done behind the gate.
   *
   * @param <T> what comes of it
   * @param <E> how it may fail
   */
  @FunctionalInterface
  public interface Deed<T, E extends Exception> {
    T done() throws E;
  }

  public Gate(AuditTrail trail) {
    this(trail, Gate::refusal);
  }

  /**
   * @param refusals what is written of failures that the caller can put right; null for all others
   */
  public Gate(AuditTrail trail, Function<Exception, @Nullable String> refusals) {
    this.trail = trail;
    this.refusals = refusals;
  }

  /**
   * Does what is asked when the caller may.
   *
   * @param from the address the caller came from
   * @param matter what it is about; a store may name no store but itself
   * @throws ForbiddenException when the caller may not
   */
  public <T, E extends Exception> T pass(
      Caller caller, String from, Act act, Matter matter, Deed<T, E> deed) throws E {
    return pass(caller, from, act, () -> matter, deed);
  }

  /**
   * Does what is asked when the caller may.
   *
   * @param matter what it is about: asked before the deed, and again after it, for what a deed
   *     makes may get its name only then
   * @throws ForbiddenException when the caller may not
   */
  public <T, E extends Exception> T pass(
      Caller caller, String from, Act act, Supplier<Matter> matter, Deed<T, E> deed) throws E {
    T answer;
    try {
      check(caller, act, matter.get());
      answer = deed.done();
    } catch (Exception e) {
      tell(caller, from, act, matter.get(), e);
      throw e;
    }
    if (act.audited()) {
      trail.done(caller, from, act, matter.get());
    }
    return answer;
  }

  private static void check(Caller caller, Act act, Matter matter) {
    caller.require(act);
    if (matter.kind() == Matter.Kind.STORE && caller.storeId() != null) {
      caller.requireStore(matter.id());
    }
  }

  /** In its own words what the caller can put right, as opposed to what failed on our side. */
  private static @Nullable String refusal(Exception e) {
    boolean refused =
        e instanceof ForbiddenException
            || e instanceof EnrolmentRefusedException
            || e instanceof IllegalArgumentException
            || e instanceof IllegalStateException
            || e instanceof NoSuchElementException;
    return refused ? Objects.requireNonNullElse(e.getMessage(), kind(e)) : null;
  }

  /** What went wrong inside is named by its kind only: its message may hold anything. */
  private void tell(Caller caller, String from, Act act, Matter matter, Exception e) {
    String refusal = refusals.apply(e);
    if (refusal == null) {
      trail.notDone(caller, from, act, matter, AuditTrail.FAILED, kind(e));
    } else {
      trail.notDone(caller, from, act, matter, AuditTrail.REFUSED, refusal);
    }
  }

  private static String kind(Exception e) {
    return e.getClass().getSimpleName();
  }
}
