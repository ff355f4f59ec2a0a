package io.fedlog.coordinator.rest.limits;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;

class ClientAddressTest {

  @Test
  void shouldTakeAddressesForOne_whenOneClientMayChooseAmongThem() {
    assertThat(of("2001:db8:1:2::1")).isEqualTo(of("2001:db8:1:2:ffff::7"));
    assertThat(of("2001:db8:1:2::1")).isNotEqualTo(of("2001:db8:1:3::1"));
    assertThat(of("192.0.2.1")).isEqualTo("192.0.2.1").isNotEqualTo(of("192.0.2.2"));
    assertThat(of("::ffff:192.0.2.1")).isEqualTo("192.0.2.1");
    assertThat(ClientAddress.of(InetSocketAddress.createUnresolved("nowhere", 1)))
        .isEqualTo("unknown");
  }

  private static String of(String address) {
    return ClientAddress.of(new InetSocketAddress(address, 1234));
  }
}
