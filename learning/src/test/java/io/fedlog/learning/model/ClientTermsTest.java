package io.fedlog.learning.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fedlog.learning.model.ClientTerms.Method;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClientTermsTest {

  @Test
  void shouldAskNothing_whenNoKeyDoes() {
    ClientTerms terms =
        ClientTerms.of(Map.of("epochs", "3", "proximal", "2", "local_part", "true"));

    assertThat(terms).isEqualTo(ClientTerms.plain());
  }

  @Test
  void shouldMeanFedProx_whenMuIsGiven() {
    ClientTerms terms = ClientTerms.of(Map.of("mu", "0.01", "local_tensors", "a, b"));

    assertThat(terms.method()).isEqualTo(Method.FEDPROX);
    assertThat(terms.mu()).isEqualTo(0.01);
    assertThat(terms.localTensors()).containsExactly("a", "b");
    assertThat(ClientTerms.of(Map.of("mu", "0.01", "client_method", "fedprox")).mu())
        .isEqualTo(0.01);
  }

  @ParameterizedTest
  @CsvSource({
    "mu=0, mu is \"0\"",
    "mu=-1, above 0",
    "mu=NaN, above 0",
    "mu=much, \"much\"",
    "client_method=fedsgd, '\"fedsgd\", expected one of [fedavg, fedprox]'",
    "client_method=fedprox, mu is 0.0",
    "client_method=fedavg mu=0.1, client_method is fedavg",
    "client_method=scaffold, '\"scaffold\", expected one of [fedavg, fedprox]'",
    "client_method=fednova, '\"fednova\", expected one of [fedavg, fedprox]'",
    "mu=0.1 proximal=3, proximal",
    "local_tensors=a;a, each array once",
    "local_tensor=a, unknown key local_tensor",
    "fedprox_mu=1, unknown key fedprox_mu",
    "client_mu=1, unknown key client_mu"
  })
  void shouldRefuse_whenKeysAreUnknownOrContradictory(String config, String words) {
    Map<String, String> keys = new TreeMap<>();
    for (String item : config.split(" ", -1)) {
      String[] parts = item.split("=", -1);
      keys.put(parts[0], parts[1].replace(';', ','));
    }

    assertThatThrownBy(() -> ClientTerms.of(keys))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(words);
  }

  @Test
  void shouldRefuse_whenAModelOnlyAddsUpSums() {
    assertThatThrownBy(
            () -> ClientTerms.of(Map.of("mu", "1")).requirePlain("customer_segmentation"))
        .hasMessageContainingAll("fedprox", "customer_segmentation");
  }

  @Test
  void shouldReadARoundAsItsStoresWill_whenItsTypeIsBuiltIn() {
    assertThat(ClientTerms.ofRound("sales_forecast", Map.of("mu", "0.5")).orElseThrow().mu())
        .isEqualTo(0.5);
    assertThatThrownBy(() -> ClientTerms.ofRound("customer_segmentation", Map.of("mu", "0.5")))
        .hasMessageContainingAll("fedprox", "customer_segmentation");
    assertThatThrownBy(() -> ClientTerms.ofRound("sales_forecast", Map.of("epochs", "-1")))
        .hasMessageContaining("epochs is \"-1\"");
    assertThatThrownBy(
            () -> ClientTerms.ofRound("mine", Map.of("model_type", "churn_prediction", "mu", "0")))
        .hasMessageContaining("mu is \"0\"");
  }

  @Test
  void shouldLeaveKeysAlone_whenATypeIsNotBuiltIn() {
    assertThat(ClientTerms.ofRound("shelf_vision", Map.of("mu", "0", "client_method", "own")))
        .isEmpty();
  }

  @Test
  void shouldRefuse_whenALocalArrayIsUnknownOrNoneIsShared() {
    ClientTerms head = ClientTerms.of(Map.of("local_tensors", "head"));

    head.requireArrays(List.of("body", "head"));
    assertThatThrownBy(() -> head.requireArrays(List.of("body", "neck")))
        .hasMessageContainingAll("head", "[body, neck]");
    assertThatThrownBy(() -> head.requireArrays(List.of("head")))
        .hasMessageContaining("the stores share");
  }
}
