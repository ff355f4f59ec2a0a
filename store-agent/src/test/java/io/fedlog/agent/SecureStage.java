package io.fedlog.agent;

import io.fedlog.agent.secure.SecureLog;
import io.fedlog.learning.secure.SecureTerms;
import io.fedlog.runtime.secure.SecureDefinition;
import io.fedlog.runtime.upload.SealSigner;
import io.fedlog.schemas.Adversary;
import io.fedlog.schemas.RoundDefinition;
import io.fedlog.schemas.SecureMessage;
import io.fedlog.schemas.SecureRound;
import io.fedlog.schemas.SecureRules;
import io.fedlog.schemas.UpdateEncoding;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * One round that masks, with real agents, each in a process of its own that can be killed at any
 * moment, and a server that the test plays. The log is a list; nothing happens but in {@link #run}.
 */
final class SecureStage implements AutoCloseable {
  static final Instant NOW = Instant.parse("2026-03-01T10:00:10Z");

  final RoundDefinition definition;
  final SecureServer server;
  final Map<String, SecureStore> stores = new TreeMap<>();
  private final List<Object> log = new ArrayList<>();
  private final SignersForTests signers = new SignersForTests();

  /** By the stores' clocks. */
  Instant now = NOW;

  /** By the broker's. */
  Instant brokerNow = NOW;

  SecureStage(Path folder, RoundDefinition definition, String... stores) {
    this.definition = definition;
    SecureTerms terms = SecureDefinition.terms(definition);
    this.server = new SecureServer(terms, definition, signers.verifier());
    for (String store : stores) {
      this.stores.put(store, new SecureStore(this, store, folder.resolve(store)));
    }
  }

  /**
   * Four parameters in two chunks, on a grid of 2^-20, from version 1, whose parameters are 1/4.
   */
  static RoundDefinition.Builder round(Adversary adversary) {
    return Rounds.builder("p-0002", 4)
        .setChunkBytes(8)
        .setChunkCount(2)
        .setUpdateEncoding(UpdateEncoding.GRID)
        .setBase(base().reference())
        .setMinStores(2)
        .setSecureAggregation(
            SecureRules.newBuilder().setAdversary(adversary).setPhaseMs(10_000).build());
  }

  static io.fedlog.runtime.models.Model base() {
    return Rounds.model(1, "p-0001", 0.25f);
  }

  SealSigner signer() {
    return signers;
  }

  SignersForTests signers() {
    return signers;
  }

  List<Object> log() {
    return log;
  }

  void add(SecureRound request) {
    log.add(request);
  }

  /** Lets every live store do all it can, until nobody has anything more to do. */
  void run() {
    boolean again = true;
    while (again) {
      again = false;
      for (SecureStore store : stores.values()) {
        again |= store.work();
      }
      for (SecureStore store : stores.values()) {
        for (Object sent : store.sent()) {
          again = true;
          if (sent instanceof SecureMessage message) {
            log.add(message);
          }
          server.take(store.id(), sent);
        }
      }
    }
  }

  /** Stops a store without a word; its folder stays. */
  void kill(String store) {
    stores.get(store).kill();
  }

  List<SecureMessage> said(Class<?> body) {
    return said(message -> body.isInstance(message.getBody()));
  }

  private List<SecureMessage> said(Predicate<SecureMessage> which) {
    return log.stream()
        .filter(SecureMessage.class::isInstance)
        .map(SecureMessage.class::cast)
        .filter(which)
        .toList();
  }

  /** One process's view of the list. */
  final class Feed implements SecureLog {
    private List<Runnable> tasks = new ArrayList<>();
    private final Map<String, Reader> readers = new HashMap<>();
    private int next;
    private boolean behind;
    private int readings;

    /** How often the log was read from its beginning. */
    int readings() {
      return readings;
    }

    @Override
    public void follow(String roundId, Instant since, Reader reader) {
      tasks.add(
          () -> {
            readers.put(roundId, reader);
            next = 0;
            behind = true;
            readings++;
          });
    }

    @Override
    public void leave(String roundId) {
      tasks.add(() -> readers.remove(roundId));
    }

    @Override
    public void execute(Runnable task) {
      tasks.add(task);
    }

    /** Returns whether there was anything to do. */
    boolean work() {
      List<Runnable> now = tasks;
      tasks = new ArrayList<>();
      boolean any = !now.isEmpty();
      now.forEach(Runnable::run);
      Reader reader = readers.get(definition.getRoundId());
      while (reader != null && next < log.size()) {
        any = true;
        Object record = log.get(next++);
        if (record instanceof SecureMessage message) {
          reader.said(message, brokerNow);
        } else {
          reader.asked((SecureRound) record, brokerNow);
        }
      }
      if (reader != null && behind) {
        any = true;
        behind = false;
        reader.caughtUp();
      }
      return any;
    }
  }

  @Override
  public void close() {
    stores.values().forEach(SecureStore::kill);
  }
}
