package io.fedlog.coordinator.rest.limits;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** Whom an address stands for: one IPv4 address, or the /64 of IPv6 that one customer is given. */
public final class ClientAddress {

  private static final int IPV6_NETWORK_BYTES = 8;

  private ClientAddress() {}

  /** The same for all addresses that one client may choose from. */
  public static String of(@Nullable SocketAddress remote) {
    InetAddress address =
        remote instanceof InetSocketAddress internet ? internet.getAddress() : null;
    if (address == null) {
      return "unknown";
    }
    return address instanceof Inet6Address && !address.isLoopbackAddress()
        ? HexFormat.of().formatHex(Arrays.copyOf(address.getAddress(), IPV6_NETWORK_BYTES))
            + "::/64"
        : address.getHostAddress();
  }
}
