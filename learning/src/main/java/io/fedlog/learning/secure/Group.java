package io.fedlog.learning.secure;

import io.fedlog.learning.secure.Refusal.Reason;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Phase 2, of the server: who takes part, in an order that gives each store its ordinal, from 0.
 * Size, graph and digest follow from it, so every party works them out for itself. The graph's
 * order is drawn with SHA-256 over the terms and all keys. Immutable.
 */
public final class Group {
  private final SecureTerms terms;
  private final List<Advertisement> members;
  private final Map<String, Integer> ordinals = new HashMap<>();
  private final GroupSize size;
  private final byte[] digest;
  private final NeighbourGraph graph;

  /**
   * @throws RefusedException when there are fewer stores than the terms ask for or can be met with,
   *     or two have the same id or key
   */
  public Group(SecureTerms terms, List<Advertisement> members) {
    this.terms = terms;
    this.members = List.copyOf(members);
    if (members.size() < terms.minStores()) {
      throw Refusal.because(
          Reason.TOO_FEW,
          "%d stores advertised keys for round %s, %d are needed"
              .formatted(members.size(), terms.roundId(), terms.minStores()));
    }
    requireDistinct();
    size =
        terms
            .group()
            .fit(members.size())
            .orElseThrow(
                () -> Refusal.because(Reason.TOO_FEW, terms.group().misfit(members.size())));
    digest = digestOf(terms, this.members);
    graph = new NeighbourGraph(size, new Transcript("graph").bytes(digest).sha256());
  }

  private void requireDistinct() {
    Set<ByteBuffer> keys = new HashSet<>();
    for (Advertisement member : members) {
      boolean fresh = ordinals.putIfAbsent(member.store(), ordinals.size()) == null;
      if (!fresh
          || !keys.add(ByteBuffer.wrap(member.shareKey()))
          || !keys.add(ByteBuffer.wrap(member.maskKey()))) {
        throw Refusal.because(
            Reason.DUPLICATE,
            "%s or one of its keys is twice in the group of round %s, expected once"
                .formatted(member.store(), terms.roundId()));
      }
    }
  }

  private static byte[] digestOf(SecureTerms terms, List<Advertisement> members) {
    Transcript transcript = new Transcript("group").bytes(terms.digest()).number(members.size());
    for (Advertisement member : members) {
      transcript.text(member.store()).bytes(member.shareKey()).bytes(member.maskKey());
    }
    return transcript.sha256();
  }

  public SecureTerms terms() {
    return terms;
  }

  /** The stores' advertisements, by ordinal. */
  public List<Advertisement> members() {
    return members;
  }

  public GroupSize size() {
    return size;
  }

  /** 32 bytes that stand for the terms, the stores, their order and their keys. */
  public byte[] digest() {
    return digest.clone();
  }

  /** The neighbours of a store, by ordinal, ascending. */
  public int[] neighboursOf(int ordinal) {
    return graph.of(ordinal);
  }

  /** Whether the store is in the group. */
  public boolean has(String store) {
    return ordinals.containsKey(store);
  }

  /** Which of a store's neighbours another is; -1 when it is none. */
  int placeOf(int store, int other) {
    return graph.place(store, other);
  }

  /**
   * @throws RefusedException when it is not in the group
   */
  public int ordinalOf(String store) {
    Integer ordinal = ordinals.get(store);
    if (ordinal == null) {
      throw Refusal.because(
          Reason.UNKNOWN_STORE,
          "%s is not in the group of round %s".formatted(store, terms.roundId()));
    }
    return ordinal;
  }

  String storeAt(int ordinal) {
    return members.get(ordinal).store();
  }

  /** Refuses what says that it belongs to another group. */
  void requireOwn(byte[] claimed, String what) {
    if (!Arrays.equals(digest, claimed)) {
      throw Refusal.because(
          Reason.FOREIGN,
          "%s is of another group than that of round %s; it counts in its own only"
              .formatted(what, terms.roundId()));
    }
  }
}
