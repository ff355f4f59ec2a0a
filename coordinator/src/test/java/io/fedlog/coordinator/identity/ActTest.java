package io.fedlog.coordinator.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fedlog.schemas.AccessRole;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ActTest {

  /**
   * A for admin, O for operator, N for analyst, S for store; + where the audit topic hears of it.
   */
  @ParameterizedTest
  @CsvSource({
    "ENROL_KEY, S, +",
    "SIGN_IN, AON, +",
    "JOIN_ROUND, S, +",
    "UPLOAD_UPDATE, S, +",
    "DOWNLOAD_MODEL, AOS, +",
    "READ_ROUNDS, AONS, -",
    "READ_METRICS, AON, -",
    "READ_PLANS, AO, -",
    "READ_STORES, AO, -",
    "READ_AUDIT, AO, -",
    "CREATE_ROUND, AO, +",
    "AGGREGATE_ROUND, AO, +",
    "CANCEL_ROUND, AO, +",
    "CHANGE_PLAN, AO, +",
    "CHANGE_MODEL, AO, +",
    "SET_PRIVACY_BUDGET, A, +",
    "CREATE_ENROLMENT_CODE, A, +",
    "REVOKE_STORE, A, +",
    "REVOKE_TOKEN, A, +",
    "CHANGE_USER, A, +"
  })
  void shouldBeForTheseRoles(Act act, String roles, String audited) {
    assertThat(
            Stream.of(AccessRole.values())
                .filter(act::allows)
                .map(ActTest::letter)
                .collect(Collectors.joining()))
        .isEqualTo(roles);
    assertThat(act.audited()).isEqualTo(audited.equals("+"));
    assertThat(Act.values()).hasSize(20);
  }

  @ParameterizedTest
  @EnumSource(Act.class)
  void shouldEnrolAndNothingElse_whenTheCallerHasACodeOnly(Act act) {
    Caller codeOnly = Caller.enrolling("north");
    Caller withToken = new Caller("north", AccessRole.STORE, "north", "j", Via.TOKEN);

    assertMay(codeOnly, act, act == Act.ENROL_KEY);
    assertMay(withToken, act, act != Act.ENROL_KEY && act.allows(AccessRole.STORE));
  }

  @ParameterizedTest
  @EnumSource(Act.class)
  void shouldSignInAndNothingElse_whenTheCallerHasAPasswordOnly(Act act) {
    Caller withPassword = new Caller("ada", AccessRole.ADMIN, null, null, Via.PASSWORD);
    Caller withToken = new Caller("ada", AccessRole.ADMIN, null, "j", Via.TOKEN);

    assertMay(withPassword, act, act == Act.SIGN_IN);
    assertMay(withToken, act, act != Act.SIGN_IN && act.allows(AccessRole.ADMIN));
  }

  @Test
  void shouldSpeakForItselfOnly_whenAStore() {
    Caller north = new Caller("north", AccessRole.STORE, "north", "j", Via.TOKEN);
    north.requireStore("north");

    assertThatThrownBy(() -> north.requireStore("south"))
        .isInstanceOf(ForbiddenException.class)
        .hasMessageContaining("\"south\"")
        .hasMessageContaining("\"north\"");
    assertThatThrownBy(() -> Caller.commandLine().requireStore("south"))
        .isInstanceOf(ForbiddenException.class);
  }

  @Test
  void shouldRefuseCallersThatCannotBe() {
    assertThatThrownBy(() -> new Caller("a", AccessRole.STORE, null, null, Via.TOKEN))
        .hasMessageContaining("store_id");
    assertThatThrownBy(() -> new Caller("a", AccessRole.ADMIN, "north", null, Via.TOKEN))
        .hasMessageContaining("store_id");
    assertThatThrownBy(() -> Caller.enrolling("coordinator")).hasMessageContaining("store_id");
    assertThatThrownBy(() -> Caller.enrolling("a\u001b[2J\nb")).hasMessageContaining("\"a?[2J?b\"");
  }

  private static void assertMay(Caller caller, Act act, boolean may) {
    if (may) {
      caller.require(act);
    } else {
      assertThatThrownBy(() -> caller.require(act)).isInstanceOf(ForbiddenException.class);
    }
  }

  private static String letter(AccessRole role) {
    return role == AccessRole.ANALYST ? "N" : role.name().substring(0, 1);
  }
}
