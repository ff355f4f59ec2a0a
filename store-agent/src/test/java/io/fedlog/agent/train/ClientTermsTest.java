package io.fedlog.agent.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fedlog.agent.train.ClientTerms.Method;
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
    "client_method=fedsgd, '[fedavg, fedprox, fednova, scaffold]'",
    "client_method=fedprox, mu is 0.0",
    "client_method=fedavg mu=0.1, client_method is fedavg",
    "client_method=scaffold, rounds do not yet",
    "client_method=fednova, rounds do not yet",
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
}
