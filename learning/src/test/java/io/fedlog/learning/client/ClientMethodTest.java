package io.fedlog.learning.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
