package io.fedlog.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.fedlog.learning.secure.Outcome;
import io.fedlog.schemas.Adversary;
import io.fedlog.schemas.DealtShares;
import io.fedlog.schemas.OutcomeConfirmed;
import io.fedlog.schemas.RevealedShares;
import io.fedlog.schemas.SecureGroup;
import io.fedlog.schemas.SecureMessage;
import io.fedlog.schemas.SecureRound;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real agents in a round that masks, when those around them are late, lie or go away. */
class SecureTroubleTest {
  private static final String[] STORES = {"a", "b", "c", "d", "e", "f"};

  @TempDir private Path folder;
  private SecureStage stage;

  @AfterEach
  void close() {
    stage.close();
  }

  /** The topics are read side by side: after a restart shares may be told first. */
  @Test
  void shouldReadTheLogOnceMore_whenSharesCameBeforeTheGroup() {
    open(Adversary.SEMI_HONEST);
    throughToSharers();
    assertThat(stage.stores.get("c").readings()).isEqualTo(1);
    SecureRound group = group();
    stage.log().remove(group);
    stage.log().add(group);

    stage.stores.get("c").restart();
    stage.run();
    Outcome outcome = decide();

    assertThat(stage.stores.get("c").readings()).isEqualTo(2);
    assertThat(revealsOf("c")).hasSize(1);
    assertThat(((RevealedShares) revealsOf("c").get(0).getBody()).getShares())
        .hasSize(stage.server.group().size().neighbours());
    // ten rows of each store, whose parameters are 1 and the base's 1/4
    assertThat(stage.server.unmasked(outcome)).startsWith(6 * 10L * 3 << 18);
  }

  @Test
  void shouldRevealNothing_whenTheLogIsPastTheTimeThoughItsClockIsNot() {
    open(Adversary.SEMI_HONEST);
    throughToSharers();
    stage.brokerNow = stage.server.until.plusMillis(1);

    decide();

    assertThat(stage.said(RevealedShares.class)).isEmpty();
  }

  @Test
  void shouldRevealNothing_whenItComesBackAfterTheTimeToReveal() {
    open(Adversary.SEMI_HONEST);
    throughToSharers();
    stage.kill("c");
    decide();
    assertThat(stage.said(RevealedShares.class)).hasSize(5);

    stage.now = stage.server.until.plusMillis(1);
    stage.stores.get("c").start();
    stage.run();

    assertThat(revealsOf("c")).isEmpty();
  }

  /** One that is not of the sum, and one over something else, in place of two that are sound. */
  @Test
  void shouldRevealNothing_whenTheQuorumIsOfConfirmationsThatDoNotCount() {
    open(Adversary.MALICIOUS);
    throughToSharers();
    int quorum = stage.server.group().size().quorum();
    for (String gone : List.of(STORES).subList(quorum - 1, STORES.length)) {
      stage.kill(gone);
      stage.log().add(confirmation(gone));
    }
    stage.log().add(confirmation("stranger"));

    decide();

    assertThat(stage.said(OutcomeConfirmed.class)).hasSizeGreaterThan(quorum);
    assertThat(stage.said(RevealedShares.class)).isEmpty();
  }

  @Test
  void shouldGoOn_whenAMemberIsRevokedAndTheOthersAreRestarted() {
    open(Adversary.MALICIOUS);
    throughToSharers();

    stage.signers().revoke("f");
    stage.stores.values().forEach(SecureStore::restart);
    stage.run();
    Outcome outcome = decide();

    assertThat(stage.said(RevealedShares.class)).hasSizeGreaterThanOrEqualTo(5);
    assertThat(stage.server.unmasked(outcome)).startsWith(6 * 10L * 3 << 18);
  }

  @Test
  void shouldRefuseTheGroup_whenAMemberWasRevokedBeforeItAdvertised() {
    open(Adversary.MALICIOUS);
    stage.signers().revoke("f");
    stage.stores.values().forEach(SecureStore::start);
    stage.run();
    stage.add(stage.server.closeGroup());
    stage.run();

    assertThat(stage.said(DealtShares.class))
        .extracting(SecureMessage::getStoreId)
        .containsExactly("f"); // whom nobody will hear
  }

  @Test
  void shouldSayNothing_whenItsSecretsCannotBeKeptAtTheStart() throws IOException {
    open(Adversary.SEMI_HONEST);
    Path store = Files.createDirectories(folder.resolve("c").resolve("c"));
    Files.writeString(store.resolve("secure"), "a file, in which no file can be");
    stage.stores.values().forEach(SecureStore::start);
    stage.run();
    stage.stores.get("c").end("it is CANCELLED");
    stage.add(stage.server.closeGroup());
    stage.run();

    assertThat(stage.log())
        .filteredOn(SecureMessage.class::isInstance)
        .extracting(said -> ((SecureMessage) said).getStoreId())
        .contains("a")
        .doesNotContain("c");
  }

  private void open(Adversary adversary) {
    stage = new SecureStage(folder, SecureStage.round(adversary).build(), STORES);
    stage.server.until = SecureStage.NOW.plus(Duration.ofSeconds(10));
  }

  private void throughToSharers() {
    stage.stores.values().forEach(store -> store.trainer.value = 1);
    stage.stores.values().forEach(SecureStore::start);
    stage.run();
    stage.add(stage.server.closeGroup());
    stage.run();
    stage.add(stage.server.closeSharers());
    stage.run();
  }

  private Outcome decide() {
    Outcome outcome = stage.server.closeSurvivors();
    stage.add(stage.server.shown(outcome));
    stage.run();
    return outcome;
  }

  private SecureRound group() {
    return stage.log().stream()
        .filter(SecureRound.class::isInstance)
        .map(SecureRound.class::cast)
        .filter(asked -> asked.getBody() instanceof SecureGroup)
        .findFirst()
        .orElseThrow();
  }

  private List<SecureMessage> revealsOf(String store) {
    return stage.said(RevealedShares.class).stream()
        .filter(message -> message.getStoreId().equals(store))
        .toList();
  }

  /** Of another outcome, signed as it should be. */
  private SecureMessage confirmation(String store) {
    return stage
        .signer()
        .sign(
            SecureMessage.newBuilder()
                .setRoundId(stage.definition.getRoundId())
                .setModelType(stage.definition.getModelType())
                .setStoreId(store)
                .setBody(new OutcomeConfirmed(ByteBuffer.allocate(32), ByteBuffer.allocate(64)))
                .setSentAt(SecureStage.NOW)
                .build());
  }
}
