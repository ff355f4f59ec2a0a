package io.fedlog.learning.secure;

import static org.assertj.core.api.Assertions.assertThat;

import io.fedlog.learning.secure.GroupTerms.Adversary;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The protocol as a page reads it: four stores with real Ed25519 keys, one of them lost. */
class EnrolledRoundTest {
  private final Map<String, KeyPair> enrolled = new LinkedHashMap<>();

  @Test
  void shouldSumWhatIsLeft_withEd25519Signatures() throws Exception {
    SecureTerms terms =
        new SecureTerms("round-1", 3, 3, 3, GroupTerms.complete(Adversary.MALICIOUS, 0.25, 0));
    KeyPairGenerator generator = KeyPairGenerator.getInstance("Ed25519");
    for (String store : List.of("north", "south", "east", "west")) {
      enrolled.put(store, generator.generateKeyPair());
    }
    GroupFold server = new GroupFold(terms, this::verify);
    List<StoreSession> stores =
        enrolled.keySet().stream().map(store -> session(terms, store)).toList();

    stores.forEach(store -> assertThat(server.accept(store.advertise())).isEmpty());
    Group group = server.closeGroup();
    List<DealtShares> dealt = stores.stream().map(store -> store.join(group)).toList();
    dealt.forEach(shares -> assertThat(server.accept(shares)).isEmpty());
    for (StoreSession store : stores) {
      dealt.forEach(store::take);
    }
    StoreSet sharers = server.closeSharers();

    List<StoreSession> left = stores.subList(0, 3);
    long[] sums = new long[3];
    List<MaskSeal> seals =
        left.stream()
            .map(
                store -> {
                  long[] update = {1, -2, 3};
                  Masking masking = store.mask(sharers, UpdateDigest.of(terms, 5, i -> update));
                  long[] masked = masking.chunk(0, update).values();
                  IntStream.range(0, 3).forEach(i -> sums[i] += masked[i]);
                  return masking.seal();
                })
            .toList();
    seals.forEach(seal -> assertThat(server.accept(seal)).isEmpty());
    Outcome outcome = server.closeSurvivors();
    List<Confirmation> confirmations =
        left.stream().map(store -> store.confirm(outcome, seals)).toList();
    assertThat(server.isRecoverable()).isFalse();
    confirmations.forEach(signed -> assertThat(server.accept(signed)).isEmpty());
    left.forEach(store -> assertThat(server.accept(store.reveal(confirmations))).isEmpty());

    assertThat(server.isRecoverable()).isTrue();
    assertThat(sums).isNotEqualTo(new long[] {3, -6, 9});
    MaskSum masks = MaskSum.of(group, server.unmask());
    masks.subtract(sums, 0);
    assertThat(sums).containsExactly(3, -6, 9);
    UnmaskedWeight weight = UnmaskedWeight.begin(group, server.unmask(), server.maskedWeight());
    weight.step(1);
    assertThat(weight.isDone()).as("one store is lost").isTrue();
    assertThat(weight.weight()).isEqualTo(15);
    assertThat(masks.size()).as("three own ones, three in common with west").isEqualTo(6);
  }

  private StoreSession session(SecureTerms terms, String store) {
    byte[] root = new Transcript("test").text(store).sha256();
    return StoreSession.begin(terms, store, root, bytes -> sign(store, bytes), this::verify);
  }

  private byte[] sign(String store, byte[] message) {
    try {
      Signature ed25519 = Signature.getInstance("Ed25519");
      ed25519.initSign(enrolled.get(store).getPrivate());
      ed25519.update(message);
      return ed25519.sign();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private boolean verify(String store, byte[] message, byte[] signature) {
    try {
      Signature ed25519 = Signature.getInstance("Ed25519");
      ed25519.initVerify(enrolled.get(store).getPublic());
      ed25519.update(message);
      return ed25519.verify(signature);
    } catch (GeneralSecurityException e) {
      return false;
    }
  }
}
