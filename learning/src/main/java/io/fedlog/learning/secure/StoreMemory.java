package io.fedlog.learning.secure;

import io.fedlog.learning.secure.Refusal.Reason;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a store must not forget: its root secret, and what it agreed to. Each thing is agreed to
 * once; the same again changes nothing, another is refused. Mutable, for one thread.
 */
final class StoreMemory {
  /** What is agreed to, by its digest. */
  enum Fact {
    TERMS,
    GROUP,
    SHARERS,
    UPDATE,
    OUTCOME
  }

  private static final int VERSION = 1;

  private final String store;
  private final byte[] root;
  private final Map<Fact, byte[]> facts = new EnumMap<>(Fact.class);

  StoreMemory(String store, byte[] root) {
    if (root.length != Hkdf.KEY_BYTES) {
      throw new IllegalArgumentException(
          "a root secret has %d bytes, expected %d".formatted(root.length, Hkdf.KEY_BYTES));
    }
    this.store = store;
    this.root = root;
  }

  String store() {
    return store;
  }

  byte[] root() {
    return root;
  }

  /**
   * @throws RefusedException when another was agreed to before
   */
  void agree(Fact fact, byte[] digest) {
    requireNoOther(fact, digest);
    facts.put(fact, digest);
  }

  /**
   * Refuses what would be a second.
   *
   * @throws RefusedException when another was agreed to before
   */
  void requireNoOther(Fact fact, byte[] digest) {
    byte[] before = facts.get(fact);
    if (before != null && !Arrays.equals(before, digest)) {
      throw Refusal.because(
          Reason.CHANGED,
          "%s agreed to another %s before; a second would betray its update, so it stays with the first"
              .formatted(store, fact));
    }
  }

  /**
   * Refuses to go on from an older copy: the log has what rests on this, and it is not remembered.
   *
   * @param digest null when the log does not show it
   */
  void requireKnown(Fact fact, byte @Nullable [] digest) {
    byte[] known = facts.get(fact);
    if (known == null || digest != null && !Arrays.equals(known, digest)) {
      throw Refusal.because(
          Reason.FORGOTTEN,
          "the log has what %s said when it agreed to a %s that it does not remember: its state is an older copy, with which it could betray its update; it takes no part in this round any more"
              .formatted(store, fact));
    }
  }

  boolean has(Fact fact) {
    return facts.containsKey(fact);
  }

  byte[] toBytes() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeByte(VERSION);
      out.writeUTF(store);
      out.write(root);
      out.writeByte(facts.size());
      for (Map.Entry<Fact, byte[]> fact : facts.entrySet()) {
        out.writeByte(fact.getKey().ordinal());
        out.write(fact.getValue());
      }
    } catch (IOException e) {
      throw new UncheckedIOException("an array in memory cannot fail", e);
    }
    return bytes.toByteArray();
  }

  /**
   * @throws IllegalArgumentException when these are not bytes that {@link #toBytes} made
   */
  static StoreMemory fromBytes(byte[] bytes) {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      int version = in.readByte();
      if (version != VERSION) {
        throw unreadable("version " + version, null);
      }
      StoreMemory memory = new StoreMemory(in.readUTF(), in.readNBytes(Hkdf.KEY_BYTES));
      int count = in.readByte();
      for (int i = 0; i < count; i++) {
        Fact fact = Fact.values()[in.readByte()];
        byte[] digest = in.readNBytes(Transcript.DIGEST_BYTES);
        if (digest.length != Transcript.DIGEST_BYTES) {
          throw unreadable("a digest cut short", null);
        }
        memory.facts.put(fact, digest);
      }
      if (in.read() >= 0) {
        throw unreadable("bytes behind its end", null);
      }
      return memory;
    } catch (IOException | IndexOutOfBoundsException e) {
      throw unreadable("too few bytes or an unknown number", e);
    }
  }

  private static IllegalArgumentException unreadable(String what, @Nullable Exception cause) {
    return new IllegalArgumentException(
        "a saved session has "
            + what
            + ", expected what save() gave; without it the store cannot go on in this round",
        cause);
  }

  @Override
  public String toString() {
    return "what " + store + " remembers: " + facts.keySet();
  }
}
