package io.fedlog.learning.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fedlog.learning.client.ClientMethod;
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

    assertThat(terms.method()).isEqualTo(ClientMethod.FEDPROX);
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
    "client_method=fedsgd, '\"fedsgd\", expected one of [fedavg, fedprox, scaffold, fednova]'",
    "client_method=fedprox, mu is 0.0",
    "client_method=fedavg mu=0.1, client_method is fedavg",
    "client_method=scaffold mu=0.1, client_method is scaffold and mu is 0.1",
    "client_method=fednova mu=0.1, client_method is fednova and mu is 0.1",
    "client_method=scaffold proximal=3, plain gradient steps",
    "client_method=fednova proximal=3, plain gradient steps",
    "client_method=scaffold local_tensors=a, 'local_tensors is [a] with client_method scaffold'",
    "client_method=scaffold scaffold_share=0, scaffold_share is 0.0",
    "client_method=scaffold scaffold_share=1.5, scaffold_share is 1.5",
    "client_method=scaffold scaffold_share=half, scaffold_share is \"half\"",
    "client_method=fedavg scaffold_share=0.5, only with client_method scaffold",
    "scaffold_shares=0.5, unknown key scaffold_shares",
    "fednova_steps=1, unknown key fednova_steps",
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
  void shouldReadTheShare_whenStoresKeepControlVariates() {
    assertThat(ClientTerms.of(Map.of("client_method", "scaffold")).share()).isEqualTo(1);
    assertThat(
            ClientTerms.of(Map.of("client_method", "scaffold", "scaffold_share", "0.25")).share())
        .isEqualTo(0.25);
    assertThat(ClientTerms.of(Map.of("client_method", "fednova", "local_tensors", "a")).method())
        .isEqualTo(ClientMethod.FEDNOVA);
  }

  @Test
  void shouldShareAsTheRoundWants_whenStoresKeepControlVariates() {
    assertThat(ClientTerms.of(Map.of("client_method", "scaffold")).taking(3, 20).share())
        .isEqualTo(0.15);
    assertThat(ClientTerms.plain().taking(3, 20)).isEqualTo(ClientTerms.plain());
  }

  @Test
  void shouldRefuseABase_whenItLacksControlVariatesOrHasThemInVain() {
    ClientTerms scaffold = ClientTerms.of(Map.of("client_method", "scaffold"));

    scaffold.requireArrays(List.of("body", "head", "control.body", "control.head"));
    ClientTerms.plain().requireArrays(List.of("body", "head"));
    assertThatThrownBy(() -> scaffold.requireArrays(List.of("body", "head")))
        .hasMessageContaining(
            "control variates [], expected [control.body, control.head]: start from a version that"
                + " was trained with client_method scaffold");
    assertThatThrownBy(() -> ClientTerms.plain().requireArrays(List.of("body", "control.body")))
        .hasMessageContaining("control variates [control.body], expected []")
        .hasMessageContaining("trained without client_method scaffold");
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
