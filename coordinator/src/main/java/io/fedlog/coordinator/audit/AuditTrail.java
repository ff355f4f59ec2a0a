package io.fedlog.coordinator.audit;

import io.fedlog.coordinator.identity.Act;
import io.fedlog.coordinator.identity.Caller;
import io.fedlog.coordinator.identity.Via;
import io.fedlog.schemas.AuditEvent;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Makes audit events: who, what, about what, from where, when, with which result. What may be in
 * one is fixed here; there is no place for a token, a password or parameters. Thread-safe.
 */
public final class AuditTrail {

  static final String OK = "ok";
  static final String REFUSED = "refused";
  static final String FAILED = "failed";

  private static final String UNKNOWN = "unknown";
  private static final String OURSELVES = "coordinator";
  private static final int STRANGERS_A_MINUTE = 60;
  private static final int CALLERS_A_MINUTE = 600;

  private final AuditLog log;
  private final InstantSource clock;
  private final RefusalBudget strangers;
  private final RefusalBudget callers;

  public AuditTrail(AuditLog log, InstantSource clock) {
    this.log = log;
    this.clock = clock;
    this.strangers = new RefusalBudget(clock, STRANGERS_A_MINUTE);
    this.callers = new RefusalBudget(clock, CALLERS_A_MINUTE);
  }

  /** Writes that somebody did what they may do; returns when it is on the log. */
  void done(Caller caller, String from, Act act, Matter matter) {
    log.write(event(caller, from, act, matter, OK, null));
  }

  /** Writes that the coordinators have a key of their own from now on, and which. */
  public void enrolledOwnKey(String keyId) {
    log.write(
        AuditEvent.newBuilder()
            .setEvent("enrol_key")
            .setSubject(OURSELVES)
            .setResult(OK)
            .setDetails(Map.of("store_id", OURSELVES, "signing_key_id", keyId))
            .setAt(clock.instant())
            .build());
  }

  /**
   * Writes that it was not done, and why; does not wait. At most 600 such events a minute, and 60
   * of callers who have shown no more than a code; the others are counted in the next.
   */
  void notDone(Caller caller, String from, Act act, Matter matter, String result, String reason) {
    RefusalBudget budget = caller.via() == Via.ENROLMENT_CODE ? strangers : callers;
    if (budget.spend()) {
      AuditEvent event = event(caller, from, act, matter, result, reason);
      tellLeftOut(event.getDetails(), budget);
      log.offer(event);
    }
  }

  /**
   * Writes that somebody did not show who they are; at most 60 such events a minute, the others are
   * counted in the next.
   *
   * @param code why not, such as expired
   */
  public void unknown(String from, String code) {
    if (!strangers.spend()) {
      return;
    }
    Map<String, String> details = new TreeMap<>();
    details.put("from", AuditText.of(from));
    details.put("reason", AuditText.of(code));
    tellLeftOut(details, strangers);
    log.offer(
        AuditEvent.newBuilder()
            .setEvent("authenticate")
            .setSubject(UNKNOWN)
            .setResult(REFUSED)
            .setDetails(details)
            .setAt(clock.instant())
            .build());
  }

  private static void tellLeftOut(Map<String, String> details, RefusalBudget budget) {
    long leftOut = budget.takeLeftOut();
    if (leftOut > 0) {
      details.put("left_out", Long.toString(leftOut));
    }
  }

  private AuditEvent event(
      Caller caller, String from, Act act, Matter matter, String result, @Nullable String reason) {
    Map<String, String> details = new TreeMap<>();
    matter.facts().forEach((name, value) -> details.put(name, AuditText.of(value)));
    details.put("from", AuditText.of(from));
    details.put("role", lower(caller.role()));
    details.put("via", lower(caller.via()));
    if (caller.tokenId() != null) {
      details.put("by_token_id", AuditText.of(caller.tokenId()));
    }
    if (caller.storeId() != null) {
      details.put("by_store_id", AuditText.of(caller.storeId()));
    }
    String id = AuditText.of(matter.id());
    boolean field = matter.kind() == Matter.Kind.ROUND || matter.kind() == Matter.Kind.MODEL_TYPE;
    if (!field && matter.kind() != Matter.Kind.NONE) {
      details.put(matter.kind().detail(), id);
    }
    if (reason != null) {
      details.put("reason", AuditText.of(reason));
    }
    return AuditEvent.newBuilder()
        .setEvent(lower(act))
        .setRoundId(matter.kind() == Matter.Kind.ROUND ? id : null)
        .setModelType(matter.kind() == Matter.Kind.MODEL_TYPE ? id : null)
        .setSubject(AuditText.of(caller.subject()))
        .setResult(result)
        .setDetails(details)
        .setAt(clock.instant())
        .build();
  }

  private static String lower(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}
