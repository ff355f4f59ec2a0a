package io.fedlog.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.fedlog.learning.secure.Outcome;
import io.fedlog.learning.secure.Refusal;
import io.fedlog.learning.secure.StoreSet;
import io.fedlog.schemas.Adversary;
import io.fedlog.schemas.AdvertisedKeys;
import io.fedlog.schemas.DealtShares;
import io.fedlog.schemas.OutcomeConfirmed;
import io.fedlog.schemas.RevealedShares;
import io.fedlog.schemas.SecureMessage;
import io.fedlog.schemas.UpdateSeal;
import io.fedlog.schemas.Weighting;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Six real agents in a round that masks, phase by phase, with kills in between. */
class SecureRoundWorkTest {
  private static final String[] STORES = {"a", "b", "c", "d", "e", "f"};

  /** Parameters of a, b, ... are 1, 1.25, ..., the base's are 1/4; each store has 10 rows. */
  private static final Map<String, Float> VALUES =
      Map.of("a", 1f, "b", 1.25f, "c", 1.5f, "d", 1.75f, "e", 2f, "f", 2.25f);

  @TempDir private Path folder;
  private SecureStage stage;

  @AfterEach
  void close() {
    if (stage != null) {
      stage.close();
    }
  }

  @ParameterizedTest
  @EnumSource(Adversary.class)
  void shouldMakeTheSumOfAll_whenNobodyIsLost(Adversary adversary) {
    open(adversary);
    Outcome outcome = throughToReveal();

    assertThat(stage.server.isRecoverable()).isTrue();
    // differences 3/4, 1, ..., 2 make 33/4, times 10 rows and 2^20
    assertThat(stage.server.unmasked(outcome)).containsExactlyElementsOf(sums(33, 60));
    assertThat(refusals()).isEmpty();
    assertThat(stage.said(OutcomeConfirmed.class))
        .hasSize(adversary == Adversary.MALICIOUS ? 6 : 0);
  }

  @Test
  void shouldWeighEachStoreAlike_whenTheRoundSaysSo() {
    open(
        new SecureStage(
            folder,
            SecureStage.round(Adversary.SEMI_HONEST).setWeighting(Weighting.EQUAL).build(),
            STORES));

    Outcome outcome = throughToReveal();

    assertThat(stage.server.unmasked(outcome))
        .containsExactly(33L << 18, 33L << 18, 33L << 18, 33L << 18, 6L);
  }

  @Test
  void shouldTellNothingButTheMaskedUpdate_whenItSeals() {
    open(Adversary.SEMI_HONEST);

    throughToReveal();

    assertThat(stage.server.seals).hasSize(6);
    for (UpdateSeal seal : stage.server.seals) {
      assertThat(seal.getWeight()).isEqualTo(1);
      assertThat(seal.getTrainingSamples()).isZero();
      assertThat(seal.getMetrics()).isEmpty();
      assertThat(seal.getDatasetFingerprint()).isNull();
      assertThat(seal.getMask().getMaskedWeight()).isNotEqualTo(10);
    }
    assertThat(stage.stores.get("a").topics())
        .containsOnly("fl.joins", "fl.secure", "fl.updates.p-0002");
    long plain = 10L * 3 << 18;
    assertThat(stage.server.attempts.values())
        .allSatisfy(
            chunks ->
                assertThat(Stream.of(chunks).flatMapToLong(java.util.Arrays::stream).toArray())
                    .doesNotContain(plain));
  }

  /** A store is killed in each phase, before or after its word was heard, and begun again. */
  static Stream<String> phases() {
    return Stream.of("keys", "shares", "mask", "reveal")
        .flatMap(phase -> Stream.of(phase + " heard", phase + " unheard"));
  }

  @ParameterizedTest
  @MethodSource("phases")
  void shouldMakeTheSameSum_whenAStoreIsKilledInAPhaseAndComesBack(String when) {
    String phase = when.substring(0, when.indexOf(' '));
    boolean heard = when.endsWith(" heard");
    open(Adversary.MALICIOUS);
    SecureStore victim = stage.stores.get("c");

    stage.stores.values().forEach(SecureStore::start);
    kill(victim, phase.equals("keys"), heard);
    stage.add(stage.server.closeGroup());
    kill(victim, phase.equals("shares"), heard);
    stage.add(stage.server.closeSharers());
    kill(victim, phase.equals("mask"), heard);
    Outcome outcome = stage.server.closeSurvivors();
    stage.add(stage.server.shown(outcome));
    kill(victim, phase.equals("reveal"), heard);

    assertThat(outcome.survivors().size()).isEqualTo(6);
    assertThat(stage.server.unmasked(outcome)).containsExactlyElementsOf(sums(33, 60));
    assertThat(victim.trainer.trained).hasValue(1);
    assertThat(refusals()).isEmpty();
  }

  /** Lets all go on, the victim killed and begun again in the middle. */
  private void kill(SecureStore victim, boolean now, boolean heard) {
    if (now) {
      if (!heard) {
        victim.cutOff();
      }
      stage.run();
      victim.restart();
    }
    stage.run();
  }

  @Test
  void shouldMaskTheSameBytesAgain_whenKilledBetweenMaskAndSeal() {
    open(Adversary.SEMI_HONEST);
    SecureStore victim = stage.stores.get("c");
    stage.stores.values().forEach(SecureStore::start);
    stage.run();
    stage.add(stage.server.closeGroup());
    stage.run();
    stage.add(stage.server.closeSharers());
    stage.run();
    long[][] before = attemptOf("c");
    victim.restart();
    victim.trainer.value = 99; // a trainer that would say something else now is not asked
    stage.run();

    assertThat(victim.trainer.trained).hasValue(1);
    assertThat(stage.server.seals).filteredOn(seal -> seal.getStoreId().equals("c")).hasSize(1);
    assertThat(attemptOf("c")).isDeepEqualTo(before);
  }

  @Test
  void shouldMakeTheSumOfTheOthers_whenAStoreVanishesAfterItsShares() {
    open(Adversary.SEMI_HONEST);
    stage.stores.values().forEach(SecureStore::start);
    stage.run();
    stage.add(stage.server.closeGroup());
    stage.run();
    stage.kill("f");
    stage.add(stage.server.closeSharers());
    stage.run();
    Outcome outcome = stage.server.closeSurvivors();
    stage.add(stage.server.shown(outcome));
    stage.run();

    assertThat(outcome.lost().size()).isEqualTo(1);
    assertThat(stage.server.unmasked(outcome)).containsExactlyElementsOf(sums(25, 50));
    long ofTheLost =
        stage.said(RevealedShares.class).stream()
            .flatMap(message -> ((RevealedShares) message.getBody()).getShares().stream())
            .filter(share -> share.getKind() == io.fedlog.schemas.ShareKind.MASK_KEY)
            .count();
    assertThat(ofTheLost).isEqualTo(stage.server.group().size().neighbours());
  }

  @Test
  void shouldKeepItsUpdateMaskedForEver_whenItSealsAfterTheOutcome() {
    open(Adversary.SEMI_HONEST);
    stage.stores.values().forEach(SecureStore::start);
    stage.run();
    stage.add(stage.server.closeGroup());
    stage.run();
    stage.stores.get("f").heard = false;
    stage.add(stage.server.closeSharers());
    stage.run();
    Outcome outcome = stage.server.closeSurvivors();
    stage.add(stage.server.shown(outcome));
    stage.run();

    // Not in the sum: it reveals nothing, and what was its secret is gone.
    assertThat(stage.said(RevealedShares.class))
        .extracting(SecureMessage::getStoreId)
        .doesNotContain("f");
    assertThat(memoryOf("f")).contains("\"session\":null");
    assertThat(stage.server.unmasked(outcome)).containsExactlyElementsOf(sums(25, 50));
  }

  @Test
  void shouldRevealNothing_whenItIsShownASecondOutcome() {
    open(Adversary.SEMI_HONEST);
    stage.stores.values().forEach(SecureStore::start);
    stage.run();
    stage.add(stage.server.closeGroup());
    stage.run();
    stage.add(stage.server.closeSharers());
    stage.run();
    Outcome outcome = stage.server.closeSurvivors();
    stage.add(stage.server.shown(outcome));
    stage.run();
    List<SecureMessage> revealed = stage.said(RevealedShares.class);

    stage.add(stage.server.shown(without(outcome, 5)));
    stage.run();
    stage.stores.values().forEach(SecureStore::restart);
    stage.run();

    assertThat(revealed).hasSize(6);
    assertThat(stage.said(RevealedShares.class)).isEqualTo(revealed);
  }

  @Test
  void shouldRefuseTheSecondOutcome_whenItHasAgreedToTheFirstAndIsRestarted() {
    open(Adversary.MALICIOUS);
    stage.stores.values().forEach(SecureStore::start);
    stage.run();
    stage.add(stage.server.closeGroup());
    stage.run();
    stage.add(stage.server.closeSharers());
    stage.run();
    Outcome outcome = stage.server.closeSurvivors();
    // "a" agrees to the one, and is killed before enough others do; then it is shown the other.
    for (String other : List.of("b", "c", "d", "e", "f")) {
      stage.kill(other);
    }
    stage.add(stage.server.shown(outcome));
    stage.run();
    assertThat(stage.said(OutcomeConfirmed.class)).hasSize(1);
    stage.log().remove(stage.log().size() - 2);
    stage.add(stage.server.shown(without(outcome, 5)));
    stage.stores.values().forEach(SecureStore::restart);
    stage.run();

    assertThat(stage.said(OutcomeConfirmed.class))
        .filteredOn(message -> message.getStoreId().equals("a"))
        .hasSize(1);
    assertThat(stage.said(RevealedShares.class))
        .extracting(SecureMessage::getStoreId)
        .doesNotContain("a");
  }

  /** Enough late shares would open a sum that the round never published. */
  @Test
  void shouldRevealNothing_whenItHearsOfTheOutcomeTooLate() throws IOException {
    open(Adversary.SEMI_HONEST);
    stage.stores.values().forEach(SecureStore::start);
    stage.run();
    stage.add(stage.server.closeGroup());
    stage.run();
    stage.add(stage.server.closeSharers());
    stage.run();
    stage.server.until = SecureStage.NOW.minusMillis(1);
    stage.add(stage.server.shown(stage.server.closeSurvivors()));
    stage.run();

    assertThat(stage.said(RevealedShares.class)).isEmpty();
    assertThat(memoryOf("a")).contains("\"session\":null");
  }

  @Test
  void shouldMaskNothing_whenItHearsOfTheSharersTooLate() {
    open(Adversary.SEMI_HONEST);
    stage.stores.values().forEach(SecureStore::start);
    stage.run();
    stage.add(stage.server.closeGroup());
    stage.run();
    stage.server.until = SecureStage.NOW.minusMillis(1);
    stage.add(stage.server.closeSharers());
    stage.run();

    assertThat(stage.server.seals).isEmpty();
  }

  /** The update as it was trained is what masks are to hide. */
  @Test
  void shouldKeepNoPlainUpdate_whenTheRoundEndsBeforeItsSeal() throws IOException {
    open(Adversary.SEMI_HONEST);
    stage.stores.values().forEach(SecureStore::start);
    stage.run();
    assertThat(filesOf("a")).anyMatch(file -> file.toString().endsWith(".update"));
    for (Path file : filesOf("a")) {
      if (file.toString().endsWith(".update")) {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
            .isEqualTo("rw-------");
      }
    }

    stage.stores.get("a").end("it is FAILED");
    stage.run();

    assertThat(filesOf("a"))
        .noneMatch(
            file -> file.toString().endsWith(".update") || file.toString().endsWith(".masked"));
  }

  private List<Path> filesOf(String store) throws IOException {
    try (Stream<Path> files = Files.walk(folder.resolve(store))) {
      return files.filter(Files::isRegularFile).toList();
    }
  }

  /** What is not on disk would be forgotten by a kill; then the store could agree to another. */
  @Test
  void shouldRevealNothing_whenItCannotKeepTheOutcome() throws IOException {
    open(Adversary.SEMI_HONEST);
    stage.stores.values().forEach(SecureStore::start);
    stage.run();
    stage.add(stage.server.closeGroup());
    stage.run();
    stage.add(stage.server.closeSharers());
    stage.run();
    Path secrets = memoryFileOf("c").getParent();
    Path aside = Files.move(secrets, secrets.resolveSibling("aside"));
    Files.writeString(secrets, "a file, in which no file can be");
    stage.add(stage.server.shown(stage.server.closeSurvivors()));
    stage.run();
    stage.log().add(stage.said(DealtShares.class).get(0)); // and whatever else comes
    stage.run();

    assertThat(stage.said(RevealedShares.class))
        .extracting(SecureMessage::getStoreId)
        .containsExactlyInAnyOrder("a", "b", "d", "e", "f");

    Files.delete(secrets);
    Files.move(aside, secrets);
    stage.stores.get("c").restart();
    stage.run();
    assertThat(stage.said(RevealedShares.class)).hasSize(6);
  }

  /** Of a dealer's records the first counts that opens; the quorum leaves out what is not its. */
  @Test
  void shouldHoldTheSharesThatOpen_whenTheDealerHasDealtOthersBefore() {
    revealAfter(bad -> stage.signer().sign(bad));

    assertThat(dealersRevealed()).contains(placeOf("f"));
  }

  /** Whoever may write there may write a record in another's name, and first. */
  @Test
  void shouldHoldTheDealersOwnShares_whenOthersAreForgedInItsName() {
    revealAfter(forged -> forged);

    assertThat(dealersRevealed()).contains(placeOf("f"));
  }

  /** All reveal after agents have read another record before what "f" dealt. */
  private void revealAfter(UnaryOperator<SecureMessage> other) {
    open(Adversary.SEMI_HONEST);
    stage.stores.values().forEach(SecureStore::start);
    stage.run();
    stage.add(stage.server.closeGroup());
    stage.run();
    SecureMessage honest = dealtBy("f");
    stage.log().remove(honest);
    SecureMessage bad = bad(honest, (DealtShares) honest.getBody());
    stage.log().add(other.apply(bad));
    stage.log().add(honest);
    stage.stores.values().forEach(SecureStore::restart);
    stage.run();
    stage.add(stage.server.closeSharers());
    stage.run();
    stage.add(stage.server.shown(stage.server.closeSurvivors()));
    stage.run();
  }

  private int placeOf(String store) {
    return stage.server.group().ordinalOf(store);
  }

  /** Of whose secrets the five others have revealed shares. */
  private Set<Integer> dealersRevealed() {
    List<SecureMessage> others =
        stage.said(RevealedShares.class).stream()
            .filter(message -> !message.getStoreId().equals("f"))
            .toList();
    assertThat(others).hasSize(5);
    return others.stream()
        .flatMap(message -> ((RevealedShares) message.getBody()).getShares().stream())
        .map(share -> share.getDealer())
        .collect(Collectors.toSet());
  }

  private SecureMessage dealtBy(String store) {
    return stage.said(DealtShares.class).stream()
        .filter(message -> message.getStoreId().equals(store))
        .findFirst()
        .orElseThrow();
  }

  /** The lengths are right, and no box opens. */
  private static SecureMessage bad(SecureMessage message, DealtShares sound) {
    DealtShares body =
        DealtShares.newBuilder(sound)
            .setBoxes(ByteBuffer.allocate(sound.getBoxes().remaining()))
            .build();
    return SecureMessage.newBuilder(message).setBody(body).setSignature(null).build();
  }

  /**
   * As a virtual machine may be put back; what it revealed is on the log, and it remembers less.
   */
  @Test
  void shouldSayNothingMore_whenItIsPutBackFromAnOlderCopyOfItsState() throws IOException {
    open(Adversary.SEMI_HONEST);
    stage.stores.values().forEach(SecureStore::start);
    stage.run();
    stage.add(stage.server.closeGroup());
    stage.run();
    String older = memoryOf("c");
    stage.add(stage.server.closeSharers());
    stage.run();
    stage.add(stage.server.shown(stage.server.closeSurvivors()));
    stage.run();
    int said = stage.log().size();

    stage.kill("c");
    try (Stream<Path> files = Files.walk(folder.resolve("c"))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Files.delete(file); // its update too: it would train another
      }
    }
    Files.writeString(memoryFileOf("c"), older, StandardCharsets.UTF_8);
    stage.stores.get("c").trainer.value = 99;
    stage.stores.get("c").restart();
    stage.run();

    assertThat(stage.log().size()).isEqualTo(said);
    assertThat(stage.server.seals).filteredOn(seal -> seal.getStoreId().equals("c")).hasSize(1);
    assertThat(memoryOf("c")).contains("\"session\":null");
  }

  @Test
  void shouldRevealNothing_whenTooFewConfirm() {
    open(Adversary.MALICIOUS);
    stage.stores.values().forEach(SecureStore::start);
    stage.run();
    stage.add(stage.server.closeGroup());
    stage.run();
    stage.add(stage.server.closeSharers());
    stage.run();
    int quorum = stage.server.group().size().quorum();
    List.of(STORES).subList(quorum - 1, STORES.length).forEach(stage::kill);
    stage.add(stage.server.shown(stage.server.closeSurvivors()));
    stage.run();

    assertThat(stage.said(OutcomeConfirmed.class)).hasSize(quorum - 1);
    assertThat(stage.said(RevealedShares.class)).isEmpty();
  }

  @Test
  void shouldForgetItsSecrets_whenItHasRevealedOrTheRoundIsOver() throws IOException {
    open(Adversary.SEMI_HONEST);
    stage.stores.values().forEach(SecureStore::start);
    stage.run();
    assertThat(memoryOf("a")).contains("\"session\":\"");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(memoryFileOf("a"))))
        .isEqualTo("rw-------");

    stage.stores.get("a").end("it is CANCELLED");
    stage.run();

    assertThat(memoryOf("a")).contains("\"session\":null");
    stage.stores.get("a").restart();
    stage.run();
    assertThat(stage.said(AdvertisedKeys.class)).hasSize(6);
  }

  @Test
  void shouldLeave_whenTheGroupIsClosedWithoutIt() {
    open(Adversary.SEMI_HONEST);
    stage.stores.get("f").heard = false;
    stage.stores.values().forEach(SecureStore::start);
    stage.run();
    stage.add(stage.server.closeGroup());
    stage.run();

    assertThat(stage.said(DealtShares.class))
        .extracting(SecureMessage::getStoreId)
        .containsExactlyInAnyOrder("a", "b", "c", "d", "e");
    assertThat(memoryOf("f")).contains("\"session\":null");
  }

  @Test
  void shouldMakeTheSumOfTheOthers_whenAStoreHasBadRows() {
    open(Adversary.SEMI_HONEST);
    stage.stores.get("f").trainer.broken = true;

    Outcome outcome = throughToReveal();

    assertThat(stage.server.unmasked(outcome)).containsExactlyElementsOf(sums(25, 50));
  }

  @Test
  void shouldRefuseAnUpdate_whenItIsBeyondTheGrid() {
    open(Adversary.SEMI_HONEST);
    stage.stores.get("f").trainer.value = 5_000; // the grid's largest is 1024

    Outcome outcome = throughToReveal();

    assertThat(stage.server.unmasked(outcome)).containsExactlyElementsOf(sums(25, 50));
  }

  private void open(Adversary adversary) {
    open(new SecureStage(folder, SecureStage.round(adversary).build(), STORES));
  }

  private void open(SecureStage opened) {
    stage = opened;
    VALUES.forEach((store, value) -> stage.stores.get(store).trainer.value = value);
  }

  private Outcome throughToReveal() {
    VALUES.forEach(
        (store, value) -> {
          FakeTrainer trainer = stage.stores.get(store).trainer;
          trainer.value = trainer.value == 5_000 ? 5_000 : value;
        });
    stage.stores.values().forEach(SecureStore::start);
    stage.run();
    stage.add(stage.server.closeGroup());
    stage.run();
    stage.add(stage.server.closeSharers());
    stage.run();
    Outcome outcome = stage.server.closeSurvivors();
    stage.add(stage.server.shown(outcome));
    stage.run();
    return outcome;
  }

  /** Of four equal parameters, given in quarters of a row's difference, with 10 rows a store. */
  private static List<Long> sums(long quarters, long weight) {
    long units = quarters * 10 << 18;
    return List.of(units, units, units, units, weight);
  }

  private static Outcome without(Outcome outcome, int place) {
    return new Outcome(
        outcome.group(),
        outcome.sharers(),
        StoreSet.of(
            6,
            IntStream.range(0, 6)
                .filter(outcome.survivors()::contains)
                .filter(store -> store != place)));
  }

  private long[][] attemptOf(String store) {
    UpdateSeal seal =
        stage.server.seals.stream()
            .filter(each -> each.getStoreId().equals(store))
            .reduce((first, last) -> last)
            .orElseThrow();
    return stage.server.attempts.get(seal.getAttemptId());
  }

  private Path memoryFileOf(String store) {
    return folder.resolve(store).resolve(store).resolve("secure").resolve("p-0002.json");
  }

  private String memoryOf(String store) {
    try {
      return Files.readString(memoryFileOf(store), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  /** But those of confirmations that came when there were enough. */
  private List<Refusal> refusals() {
    return stage.server.refusals.stream()
        .filter(refusal -> !refusal.message().contains("for CONFIRM"))
        .toList();
  }
}
