package io.fedlog.learning.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fedlog.learning.encoding.UpdateEncoding;
import io.fedlog.learning.encoding.UpdateEncoding.Kind;
import io.fedlog.learning.method.Methods;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClientMethodTest {

  @Test
  void shouldGoWithTheServersPart_whateverElseThereIs() {
    for (String method : Methods.names()) {
      assertThat(goes(ClientMethod.SCAFFOLD, method)).isEqualTo(method.equals("fedavg"));
      assertThat(goes(ClientMethod.FEDNOVA, method)).isEqualTo(method.equals("fednova"));
      assertThat(goes(ClientMethod.FEDAVG, method)).isEqualTo(!method.equals("fednova"));
      assertThat(goes(ClientMethod.FEDPROX, method)).isEqualTo(!method.equals("fednova"));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "scaffold, fedadam, expected method fedavg: models and control variates are both means",
    "scaffold, weighted, in which every store counts once",
    "fednova, weighted, expected method fednova",
    "fedavg, fednova, 'expected another method, or client_method fednova: its updates are whole'"
  })
  void shouldSayWhy_whenTheyDoNotGoTogether(String client, String method, String words) {
    assertThatThrownBy(() -> ClientMethod.named(client).requireAggregation(method, false))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("method is " + method + " and client_method is " + client)
        .hasMessageContaining(words);
  }

  @Test
  void shouldRefuseWindows_whenThereIsNoCommonBase() {
    ClientMethod.FEDPROX.requireAggregation("weighted", true);

    assertThatThrownBy(() -> ClientMethod.SCAFFOLD.requireAggregation("fedavg", true))
        .hasMessageContaining("client_method is scaffold in a round with windows");
    assertThatThrownBy(() -> ClientMethod.FEDNOVA.requireAggregation("fednova", true))
        .hasMessageContaining("client_method is fednova in a round with windows");
  }

  @ParameterizedTest
  @CsvSource({"FLOAT16, 0", "BFLOAT16, 0", "INT8, 0", "TOP_K, 0.1"})
  void shouldRefuseLossyEncodings_whenStoresKeepWhatTheySend(Kind kind, double share) {
    UpdateEncoding lossy = new UpdateEncoding(kind, share);
    ClientMethod.FEDPROX.requireEncoding(lossy);
    ClientMethod.SCAFFOLD.requireEncoding(UpdateEncoding.AS_MODEL);

    assertThatThrownBy(() -> ClientMethod.SCAFFOLD.requireEncoding(lossy))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "update_encoding is %s and client_method is scaffold; expected AS_MODEL: a store keeps"
                + " its control variate whole, and what is rounded or left out on the way would be"
                + " missing from the common one for good",
            kind);
  }

  @Test
  void shouldRefuseOverSelection_whenEveryUpdateMustBeTaken() {
    ClientMethod.FEDNOVA.requireAllTaken(true);
    ClientMethod.SCAFFOLD.requireAllTaken(false);

    assertThatThrownBy(() -> ClientMethod.SCAFFOLD.requireAllTaken(true))
        .hasMessageContaining("client_method is scaffold with over-selection; expected no more");
  }

  @Test
  void shouldNameTheChoices_whenThereIsNoSuchMethod() {
    assertThatThrownBy(() -> ClientMethod.named("fedsgd"))
        .hasMessageContaining("\"fedsgd\", expected one of [fedavg, fedprox, scaffold, fednova]");
  }

  private static boolean goes(ClientMethod client, String method) {
    try {
      client.requireAggregation(method, false);
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }
}
