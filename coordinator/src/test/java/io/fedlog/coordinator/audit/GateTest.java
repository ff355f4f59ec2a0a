package io.fedlog.coordinator.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fedlog.coordinator.identity.Act;
import io.fedlog.coordinator.identity.Caller;
import io.fedlog.coordinator.identity.ForbiddenException;
import io.fedlog.coordinator.identity.SetClock;
import io.fedlog.coordinator.identity.Via;
import io.fedlog.schemas.AccessRole;
import io.fedlog.schemas.AuditEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class GateTest {

  private static final Caller ADA = new Caller("ada", AccessRole.OPERATOR, null, "j-1", Via.TOKEN);
  private static final Caller NORTH =
      new Caller("north", AccessRole.STORE, "north", "j-2", Via.OIDC);

  private final SetClock clock = new SetClock();
  private final List<AuditEvent> events = new ArrayList<>();
  private final AuditTrail trail =
      new AuditTrail(
          new AuditLog() {
            @Override
            public void write(AuditEvent event) {
              events.add(event);
            }

            @Override
            public void offer(AuditEvent event) {
              events.add(event);
            }
          },
          clock);
  private final Gate gate = new Gate(trail);

  @Test
  void shouldDoAndWriteDown_whoWhatWhenFromWhereWithWhichResult() {
    String answer =
        gate.pass(ADA, "192.0.2.7", Act.CANCEL_ROUND, Matter.round("r-1"), () -> "done");

    assertThat(answer).isEqualTo("done");
    assertThat(events)
        .containsExactly(
            AuditEvent.newBuilder()
                .setEvent("cancel_round")
                .setRoundId("r-1")
                .setSubject("ada")
                .setResult("ok")
                .setDetails(
                    Map.of(
                        "from", "192.0.2.7",
                        "role", "operator",
                        "via", "token",
                        "by_token_id", "j-1"))
                .setAt(SetClock.NOON)
                .build());
  }

  @Test
  void shouldNameWhatItIsAbout() {
    gate.pass(Caller.commandLine(), "cli", Act.REVOKE_TOKEN, Matter.token("t"), () -> 1);
    gate.pass(Caller.commandLine(), "cli", Act.CHANGE_USER, Matter.user("bob"), () -> 1);
    gate.pass(ADA, "a", Act.CHANGE_MODEL, Matter.modelType("sales"), () -> 1);
    gate.pass(ADA, "a", Act.CHANGE_PLAN, Matter.plan("p"), () -> 1);

    assertThat(events.get(0).getDetails()).containsEntry("token_id", "t");
    assertThat(events.get(1).getDetails()).containsEntry("user", "bob");
    assertThat(events.get(2).getModelType()).isEqualTo("sales");
    assertThat(events.get(3).getDetails()).containsEntry("plan_id", "p");
  }

  @Test
  void shouldNameTheStore_whoseSubjectMayBeAnother() {
    Caller till = new Caller("till-7", AccessRole.STORE, "north", "j-3", Via.OIDC);
    gate.pass(till, "a", Act.JOIN_ROUND, Matter.round("r"), () -> 1);
    assertThatThrownBy(() -> gate.pass(till, "a", Act.JOIN_ROUND, Matter.store("south"), () -> 1))
        .isInstanceOf(ForbiddenException.class);

    assertThat(events.get(0).getSubject()).isEqualTo("till-7");
    assertThat(events.get(0).getDetails()).containsEntry("by_store_id", "north");
    assertThat(events.get(1).getDetails())
        .containsEntry("by_store_id", "north")
        .containsEntry("store_id", "south");
  }

  @Test
  void shouldNameWhatADeedMakes() {
    List<Matter> made = new ArrayList<>(List.of(Matter.none()));
    String answer =
        gate.pass(
            ADA,
            "a",
            Act.CREATE_ROUND,
            () -> made.get(0),
            () -> {
              made.set(0, Matter.round("r-9"));
              return "done";
            });

    assertThat(answer).isEqualTo("done");
    assertThat(events.get(0).getRoundId()).isEqualTo("r-9");
  }

  @Test
  void shouldStopAndWriteDown_whoeverMayNot() {
    assertThatThrownBy(
            () ->
                gate.pass(
                    NORTH,
                    "192.0.2.8",
                    Act.CREATE_ROUND,
                    Matter.none(),
                    () -> {
                      throw new AssertionError("done all the same");
                    }))
        .isInstanceOf(ForbiddenException.class)
        .hasMessageContaining("create_round is for");

    assertThat(events).hasSize(1);
    assertThat(events.get(0).getResult()).isEqualTo("refused");
    assertThat(events.get(0).getDetails()).containsEntry("from", "192.0.2.8").containsKey("reason");
  }

  @Test
  void shouldStopAStore_thatSpeaksForAnother() {
    assertThat(gate.pass(NORTH, "a", Act.JOIN_ROUND, Matter.store("north"), () -> 1)).isEqualTo(1);
    assertThatThrownBy(
            () -> gate.pass(NORTH, "a", Act.UPLOAD_UPDATE, Matter.store("south"), () -> 1))
        .isInstanceOf(ForbiddenException.class);
    assertThat(events).extracting(AuditEvent::getResult).containsExactly("ok", "refused");
  }

  @Test
  void shouldNotWriteDownReads_unlessRefused() {
    gate.pass(ADA, "a", Act.READ_ROUNDS, Matter.none(), () -> 1);
    assertThat(events).isEmpty();

    assertThatThrownBy(() -> gate.pass(NORTH, "a", Act.READ_METRICS, Matter.none(), () -> 1))
        .isInstanceOf(ForbiddenException.class);
    assertThat(events).hasSize(1);
  }

  @Test
  void shouldTellRefusalsFromFailures_andNotWhatWentWrongInside() {
    assertThatThrownBy(
            () -> gate.pass(ADA, "a", Act.CHANGE_PLAN, Matter.plan("p"), () -> refuse("paused")))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(
            () ->
                gate.pass(
                    ADA,
                    "a",
                    Act.CHANGE_PLAN,
                    Matter.plan("p"),
                    () -> {
                      throw new UnsupportedOperationException("weights are 0.25, 0.5");
                    }))
        .isInstanceOf(UnsupportedOperationException.class);

    assertThat(events).extracting(AuditEvent::getResult).containsExactly("refused", "failed");
    assertThat(events.get(0).getDetails()).containsEntry("reason", "paused");
    assertThat(events.get(1).getDetails()).containsEntry("reason", "UnsupportedOperationException");
  }

  @Test
  void shouldGoByTheDoorsOwnWords_ofWhatTheCallerCanPutRight() {
    Gate telling =
        new Gate(trail, e -> e instanceof UnsupportedOperationException ? "in other words" : null);

    assertThatThrownBy(
            () ->
                telling.pass(
                    ADA,
                    "a",
                    Act.CHANGE_PLAN,
                    Matter.plan("p"),
                    () -> {
                      throw new UnsupportedOperationException("weights are 0.25, 0.5");
                    }))
        .isInstanceOf(UnsupportedOperationException.class);

    assertThatThrownBy(
            () ->
                telling.pass(
                    ADA, "a", Act.CHANGE_PLAN, Matter.plan("p"), () -> refuse("came 0.25")))
        .isInstanceOf(IllegalArgumentException.class);

    assertThat(events).extracting(AuditEvent::getResult).containsExactly("refused", "failed");
    assertThat(events.get(0).getDetails()).containsEntry("reason", "in other words");
    assertThat(events.get(1).getDetails()).containsEntry("reason", "IllegalArgumentException");
  }

  @Test
  void shouldWriteNoTokenAndNoSecondLine_whereverSomebodyPutsOne() {
    String token = "eyJhbGciOiJFZERTQSJ9.eyJpc3MiOiJmZWRsb2cifQ.c2lnbmF0dXJl";
    assertThatThrownBy(
            () ->
                gate.pass(
                    ADA,
                    "10.0.0.1\nresult=ok",
                    Act.CANCEL_ROUND,
                    Matter.round(token),
                    () -> refuse("no round " + token + "\u2028\u001b[31m")))
        .isInstanceOf(IllegalArgumentException.class);

    AuditEvent event = events.get(0);
    assertThat(event.toString()).doesNotContain("eyJ").doesNotContain("c2ln");
    assertThat(event.getRoundId()).isEqualTo("(token)");
    assertThat(event.getDetails())
        .containsEntry("from", "10.0.0.1?result=ok")
        .containsEntry("reason", "no round (token)??[31m");
  }

  @Test
  void shouldCutWhatIsTooLong() {
    assertThatThrownBy(
            () ->
                gate.pass(ADA, "a", Act.CHANGE_PLAN, Matter.none(), () -> refuse("x".repeat(5000))))
        .isInstanceOf(IllegalArgumentException.class);

    assertThat(events.get(0).getDetails().get("reason")).hasSize(301).endsWith("…");
  }

  @Test
  void shouldCountStrangers_whenThereAreTooManyToWriteDown() {
    for (int i = 0; i < 1000; i++) {
      trail.unknown("198.51.100.9", "expired");
    }
    assertThat(events).hasSize(60);
    assertThat(events.get(0).getSubject()).isEqualTo("unknown");
    assertThat(events.get(0).getDetails()).containsEntry("reason", "expired");

    clock.advance(Duration.ofMinutes(1));
    trail.unknown("198.51.100.9", "expired");
    assertThat(events).hasSize(61);
    assertThat(events.get(60).getDetails()).containsEntry("left_out", "940");
  }

  @Test
  void shouldCountCodesThatAreTried_withTheStrangers() {
    for (int i = 0; i < 100; i++) {
      assertThatThrownBy(
              () ->
                  gate.pass(
                      Caller.enrolling("north"),
                      "a",
                      Act.ENROL_KEY,
                      Matter.store("north"),
                      () -> refuse("no such code")))
          .isInstanceOf(IllegalArgumentException.class);
    }
    assertThat(events).hasSize(60);

    // They hide nothing that known callers do.
    assertThatThrownBy(() -> gate.pass(NORTH, "a", Act.READ_AUDIT, Matter.none(), () -> 1))
        .isInstanceOf(ForbiddenException.class);
    assertThat(events).hasSize(61);
  }

  private static int refuse(String why) {
    throw new IllegalArgumentException(why);
  }
}
