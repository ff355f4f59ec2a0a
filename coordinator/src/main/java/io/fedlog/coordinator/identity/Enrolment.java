package io.fedlog.coordinator.identity;

import io.fedlog.schemas.AccessRecord;
import io.fedlog.schemas.EnrolmentCode;
import io.fedlog.schemas.EnrolmentStatus;
import io.fedlog.schemas.StoreEnrolment;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How a store's public key comes onto {@code fl.stores} and how it goes: an administrator makes a
 * code, the store sends it once with its key. Two coordinators that are given one code at the same
 * time go by which of them the log had first. Who may make codes is not asked here. Thread-safe.
 */
public final class Enrolment {

  /** The longest that a code counts. */
  public static final Duration LONGEST_CODE_LIFE = Duration.ofDays(7);

  /** Too many to guess, and so many that their plain SHA-256 gives nothing away. */
  private static final int CODE_BITS = 160;

  /** 5 bits a character: 0 to 9 and a to v. */
  private static final int CODE_RADIX = 32;

  private static final int CODE_LENGTH = CODE_BITS / 5;

  /** Another coordinator may have made the code this very moment. */
  private static final Duration CODE_ON_ITS_WAY = Duration.ofMillis(500);

  private final AccessView view;
  private final AccessLog log;
  private final InstantSource clock;
  private final SecureRandom random;

  public Enrolment(AccessView view, AccessLog log, InstantSource clock, SecureRandom random) {
    this.view = view;
    this.log = log;
    this.clock = clock;
    this.random = random;
  }

  /**
   * Makes a code with which one store may enrol one key.
   *
   * @param life a second to 7 days
   * @throws IllegalArgumentException when the store's id or the life cannot be
   */
  public NewEnrolmentCode newCode(Caller by, String storeId, Duration life) {
    String unused = StoreName.checked(storeId);
    if (life.toSeconds() < 1 || life.compareTo(LONGEST_CODE_LIFE) > 0) {
      throw new IllegalArgumentException(
          "life: expected 1 second to 7 days, came " + life.toSeconds() + " s");
    }
    String code = newCode();
    String hash = hash(code);
    Instant now = now();
    EnrolmentCode record =
        EnrolmentCode.newBuilder()
            .setCodeSha256(ByteBuffer.wrap(HexFormat.of().parseHex(hash)))
            .setStoreId(storeId)
            .setCreatedAt(now)
            .setExpiresAt(now.plus(life))
            .setCreatedBy(by.subject())
            .build();
    log.write(new AccessRecord(record));
    view.awaitReadBack(() -> view.code(hash).isPresent());
    return new NewEnrolmentCode(code, storeId, now.plus(life));
  }

  /**
   * Enrols a store's key with a code. Asked again with the same code and key it answers the same. A
   * key that the store had is replaced, and with it every other code that was open for the store.
   *
   * @param publicKey X.509 SubjectPublicKeyInfo of an Ed25519 key
   * @param proof the key's signature, see {@link io.fedlog.runtime.trust.EnrolmentProof}
   * @throws IllegalArgumentException when the id or the key cannot be
   * @throws EnrolmentRefusedException when the code does not count, or not for this store or key,
   *     or when whoever sends the key has not signed with it
   */
  public StoreEnrolment enrol(String code, String storeId, byte[] publicKey, byte[] proof) {
    if (!StoreKey.of(publicKey).signed(code.strip(), StoreName.checked(storeId), proof)) {
      throw new EnrolmentRefusedException(
          "The key is not enrolled: expected its signature over \"fedlog enrolment 1\", the code, the"
              + " store's id and the key itself, came another one. Sign with the key that is sent.");
    }
    return enrol(code, storeId, publicKey);
  }

  /** The same for a key whose sender has shown to have its private half. */
  StoreEnrolment enrol(String code, String storeId, byte[] publicKey) {
    view.requireRead();
    String unused = StoreName.checked(storeId);
    StoreKey key = StoreKey.of(publicKey);
    String hash = hash(code);
    if (!view.await(() -> view.code(hash).isPresent(), CODE_ON_ITS_WAY)) {
      throw noCode(storeId);
    }
    Optional<StoreEnrolment> done = doneBefore(hash, storeId, key);
    if (done.isEmpty()) {
      check(hash, storeId, key);
      use(hash, storeId, key);
      // Whoever enrolled or revoked the store while the claim was on its way goes first.
      done = doneBefore(hash, storeId, key);
    }
    if (done.isPresent()) {
      return done.get();
    }
    check(hash, storeId, key);
    Instant notBefore = view.store(storeId).map(StoreEnrolment::getTokensNotBefore).orElse(null);
    return write(storeId, key, EnrolmentStatus.ENROLLED, now(), storeId, notBefore);
  }

  /**
   * Takes a store's key back, and with it its tokens: from now on nothing counts that it signs, and
   * its tokens do not even when it is enrolled again.
   *
   * @throws NoSuchElementException when no such store was enrolled
   */
  public void revoke(Caller by, String storeId) {
    StoreEnrolment enrolled =
        view.store(storeId)
            .orElseThrow(
                () ->
                    new NoSuchElementException(
                        "there is no enrolled store " + Shown.text(storeId)));
    byte[] encoded = new byte[enrolled.getPublicKey().remaining()];
    enrolled.getPublicKey().duplicate().get(encoded);
    StoreKey key = new StoreKey(enrolled.getSigningKeyId(), encoded);
    Instant now = now();
    Instant notBefore = Standing.tokensNotBefore(enrolled.getTokensNotBefore(), now);
    StoreEnrolment unused =
        write(storeId, key, EnrolmentStatus.REVOKED, now, by.subject(), notBefore);
  }

  /** What came of the same request when it was made before. */
  private Optional<StoreEnrolment> doneBefore(String hash, String storeId, StoreKey key) {
    boolean usedByKey = view.code(hash).filter(code -> usedBy(code, key)).isPresent();
    return view.store(storeId).filter(enrolment -> usedByKey && holds(enrolment, key));
  }

  private void check(String hash, String storeId, StoreKey key) {
    EnrolmentCode code = code(hash, storeId);
    Instant now = now();
    if (!now.isBefore(code.getExpiresAt())) {
      throw refused("it ended at " + code.getExpiresAt() + " and it is " + now);
    }
    if (code.getUsedByKeyId() != null && !usedBy(code, key)) {
      throw refused("it has been used, with another key");
    }
    Optional<StoreEnrolment> store = view.store(storeId);
    if (store.isPresent() && !store.get().getChangedAt().isBefore(code.getCreatedAt())) {
      throw refused("it was made before the store was last enrolled or revoked");
    }
    // A key that two stores had would let each speak for the other.
    if (view.holder(key.keyId()).filter(holder -> !holder.equals(storeId)).isPresent()) {
      throw new EnrolmentRefusedException(
          "The key is not enrolled: another store has it. Make a key of this store's own.");
    }
  }

  private EnrolmentCode code(String hash, String storeId) {
    return view.code(hash)
        .filter(found -> found.getStoreId().equals(storeId))
        .orElseThrow(() -> noCode(storeId));
  }

  private static EnrolmentRefusedException noCode(String storeId) {
    return refused("it is no enrolment code for store " + Shown.text(storeId));
  }

  /** Writes down which key the code is used for, and reads on until it is known who was first. */
  private void use(String hash, String storeId, StoreKey key) {
    EnrolmentCode claim =
        EnrolmentCode.newBuilder(code(hash, storeId)).setUsedByKeyId(key.keyId()).build();
    log.write(new AccessRecord(claim));
    view.awaitReadBack(() -> code(hash, storeId).getUsedByKeyId() != null);
  }

  private StoreEnrolment write(
      String storeId,
      StoreKey key,
      EnrolmentStatus status,
      Instant at,
      String by,
      @Nullable Instant notBefore) {
    StoreEnrolment enrolment =
        new StoreEnrolment(
            storeId, ByteBuffer.wrap(key.encoded()), key.keyId(), status, at, by, notBefore);
    log.write(enrolment);
    view.awaitReadBack(
        () ->
            view.store(storeId)
                .filter(read -> !read.getChangedAt().isBefore(enrolment.getChangedAt()))
                .isPresent());
    return enrolment;
  }

  /** To the millisecond, as records have it. */
  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MILLIS);
  }

  private static boolean holds(StoreEnrolment enrolment, StoreKey key) {
    return enrolment.getStatus() == EnrolmentStatus.ENROLLED
        && enrolment.getSigningKeyId().equals(key.keyId());
  }

  private static boolean usedBy(EnrolmentCode code, StoreKey key) {
    return key.keyId().equals(code.getUsedByKeyId());
  }

  private String newCode() {
    String digits = new BigInteger(CODE_BITS, random).toString(CODE_RADIX);
    return "0".repeat(CODE_LENGTH - digits.length()) + digits;
  }

  private static String hash(String code) {
    return StoreKey.sha256(code.strip().getBytes(StandardCharsets.UTF_8));
  }

  private static EnrolmentRefusedException refused(String why) {
    return new EnrolmentRefusedException(
        "The enrolment code does not count: "
            + why
            + ". Ask an administrator for a new one: ./fedlog enrol-code STORE");
  }
}
