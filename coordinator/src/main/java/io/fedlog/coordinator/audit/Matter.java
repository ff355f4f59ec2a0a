package io.fedlog.coordinator.audit;

import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * What an act is about.
 *
 * @param id its name; empty for NONE
 * @param facts what further is to be written down of it, by name, such as a key's id; never a
 *     secret
 */
public record Matter(Kind kind, String id, Map<String, String> facts) {

  public Matter {
    facts = Map.copyOf(facts);
  }

  private Matter(Kind kind, String id) {
    this(kind, id, Map.of());
  }

  /** The same with one more fact. */
  public Matter with(String name, String value) {
    Map<String, String> more = new TreeMap<>(facts);
    more.put(name, value);
    return new Matter(kind, id, more);
  }

  /** Kinds of things that acts are about. */
  public enum Kind {
    NONE,
    ROUND,
    MODEL_TYPE,
    PLAN,
    STORE,
    TOKEN,
    USER;

    /** Its name among an event's details: {@code store_id}. */
    String detail() {
      String name = name().toLowerCase(Locale.ROOT);
      return this == MODEL_TYPE || this == USER ? name : name + "_id";
    }
  }

  public static Matter none() {
    return new Matter(Kind.NONE, "");
  }

  public static Matter round(String roundId) {
    return new Matter(Kind.ROUND, roundId);
  }

  public static Matter modelType(String modelType) {
    return new Matter(Kind.MODEL_TYPE, modelType);
  }

  public static Matter plan(String planId) {
    return new Matter(Kind.PLAN, planId);
  }

  public static Matter store(String storeId) {
    return new Matter(Kind.STORE, storeId);
  }

  /**
   * A token.
   *
   * @param tokenId its jti; never the token
   */
  public static Matter token(String tokenId) {
    return new Matter(Kind.TOKEN, tokenId);
  }

  public static Matter user(String name) {
    return new Matter(Kind.USER, name);
  }
}
