package io.fedlog.schemas;

/**
 * The keys of records whose key has parts. Every writer uses these, so that compaction and readers
 * see one spelling. A store id has no '#' and a model type no '/', or two keys could be one.
 */
public final class Keys {
  private Keys() {}

  /** Key of one chunk on an update topic. */
  public static String chunk(String storeId, int chunkIndex) {
    return storeId(storeId) + "#" + atLeast("chunkIndex", chunkIndex, 0);
  }

  /** Key of the seal on an update topic. */
  public static String seal(String storeId) {
    return storeId(storeId) + "#seal";
  }

  /** Key of one page of target stores on {@code fl.rounds}. */
  public static String targets(String roundId, int page) {
    return without('#', "roundId", roundId) + "#" + atLeast("page", page, 0);
  }

  /** Key of one version's manifest on {@code fl.global-models}. */
  public static String version(String type, long version) {
    return type(type) + "/" + atLeast("version", version, 1);
  }

  /** Key of the pointer to the promoted version on {@code fl.global-models}. */
  public static String promoted(String type) {
    return type(type) + "/promoted";
  }

  /** Key of one chunk of a version on {@code fl.global-models} and {@code fl.server-state}. */
  public static String modelChunk(String type, long version, int chunkIndex) {
    return version(type, version) + "/" + atLeast("chunkIndex", chunkIndex, 0);
  }

  /** Key of a page of what one round has spent, on {@code fl.privacy}. */
  public static String privacyCharge(String type, String roundId, int page) {
    return type(type) + "/" + named("roundId", roundId) + "/" + atLeast("page", page, 0);
  }

  /** Key of a page of a secure round's group, on {@code fl.secure-rounds}. */
  public static String secureGroup(String roundId, int page) {
    return without('/', "roundId", roundId) + "/group/" + atLeast("page", page, 0);
  }

  /** Key of a secure round's sharers, on {@code fl.secure-rounds}. */
  public static String secureSharers(String roundId) {
    return without('/', "roundId", roundId) + "/sharers";
  }

  /** Key of a page of a secure round's survivors, on {@code fl.secure-rounds}. */
  public static String secureSurvivors(String roundId, int page) {
    return without('/', "roundId", roundId) + "/survivors/" + atLeast("page", page, 0);
  }

  /** Key of a revoked token on {@code fl.access}. */
  public static String token(String tokenId) {
    return "token/" + named("tokenId", tokenId);
  }

  /** Key of an acknowledged upload on {@code fl.access}. */
  public static String upload(String roundId, String storeId, String keySha256) {
    return "upload/%s/%s/%s"
        .formatted(
            named("roundId", roundId), named("storeId", storeId), named("keySha256", keySha256));
  }

  /** Key of a person who signs in, on {@code fl.access}. */
  public static String user(String name) {
    return "user/" + named("name", name);
  }

  /**
   * Key of an enrolment code on {@code fl.access}.
   *
   * @param codeSha256 in hex
   */
  public static String enrolmentCode(String codeSha256) {
    return "code/" + named("codeSha256", codeSha256);
  }

  private static String named(String field, String value) {
    if (value.isEmpty()) {
      throw new IllegalArgumentException(field + " must have characters, but was empty.");
    }
    return value;
  }

  private static String storeId(String storeId) {
    return without('#', "storeId", storeId);
  }

  private static String type(String type) {
    return without('/', "type", type);
  }

  private static String without(char separator, String field, String value) {
    if (value.isEmpty() || value.indexOf(separator) >= 0) {
      throw new IllegalArgumentException(
          field
              + " must have characters and no '"
              + separator
              + "', which parts the key, but was '"
              + value
              + "'. Choose another name.");
    }
    return value;
  }

  private static long atLeast(String field, long value, long minimum) {
    if (value < minimum) {
      throw new IllegalArgumentException(
          field + " must be at least " + minimum + ", but was " + value + ".");
    }
    return value;
  }
}
