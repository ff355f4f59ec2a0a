package io.fedlog.aggregator.replay;

import io.fedlog.learning.digest.TreeHash;
import io.fedlog.learning.method.ServerStep;
import io.fedlog.schemas.ChunkPublished;
import io.fedlog.schemas.ModelManifest;
import io.fedlog.schemas.ModelPointer;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * Compares the models of one round: what lies on the topics with what chunk tasks said of it on the
 * round log, and what is made again from the updates with both.
 */
final class ModelComparison implements ModelSink {
  private static final int ROOT_DIGITS = 16;

  private final Findings findings;
  private final PublishedModels published;

  /** Roots of the chunks that were made again, by version. */
  private final Map<Long, TreeMap<Integer, byte[]>> remade = new HashMap<>();

  private final LaterEntries later;

  /** Whether what names them may be of a moment after the fold's end. */
  private boolean newestMoved;

  private boolean promotedMoved;

  /**
   * A comparison of one round.
   *
   * @param later what was appended to the round log after it was folded
   */
  ModelComparison(Findings findings, PublishedModels published, LaterEntries later) {
    this.later = later;
    this.findings = findings;
    this.published = published;
  }

  /** Compares what lies on the topics. */
  void comparePublished() {
    compareNames();
    for (ModelManifest expected : findings.round().manifests.values()) {
      String type = expected.getModelType();
      long version = expected.getVersion();
      if (!mustBeThere(version) && published.isForgotten(type, version, expected.getChunkCount())) {
        findings.note(
            "version %d is no longer on fl.global-models, where the newest versions are; it was"
                    .formatted(version)
                + " compared with its hashes on the round log");
        continue;
      }
      compare(
          "the manifest of version %d".formatted(version),
          expected,
          published.manifest(type, version));
      for (int chunk = 0; chunk < expected.getChunkCount(); chunk++) {
        comparePublished(type, version, chunk);
      }
    }
  }

  /** What names the newest version, and the promoted one. */
  private void compareNames() {
    ReplayedRound round = findings.round();
    String type = round.modelType();
    ModelManifest newest = round.newest;
    if (newest != null) {
      Written<ModelManifest> came = published.newest(type);
      newestMoved =
          came != null
              && came.value().getVersion() > newest.getVersion()
              && later.publish(type, came.value().getVersion());
      if (newestMoved) {
        findings.note("a newer version was made while this was compared");
      } else {
        compare("the newest manifest", newest, came);
      }
    }
    ModelPointer promoted = round.promoted;
    if (promoted != null) {
      Written<ModelPointer> came = published.promoted(type);
      promotedMoved = came != null && !came.value().equals(promoted) && later.in(round.partition());
      if (promotedMoved) {
        findings.note("another version may have been promoted while this was compared");
      } else {
        compare("what says which is promoted", promoted, came);
      }
    }
  }

  private void compare(
      String name, SpecificRecord expected, @Nullable Written<? extends SpecificRecord> came) {
    String what = "%s on fl.global-models".formatted(name);
    if (came == null) {
      findings.differs(what, "one", "none");
    } else {
      findings.compare(what, expected, came);
    }
  }

  /** No setting has the newest version forgotten, nor the promoted one. */
  private boolean mustBeThere(long version) {
    ModelManifest newest = findings.round().newest;
    ModelPointer promoted = findings.round().promoted;
    return (newest != null && newest.getVersion() == version && !newestMoved)
        || (promoted != null && promoted.getVersion() == version && !promotedMoved);
  }

  private void comparePublished(String type, long version, int chunk) {
    ChunkPublished said = findings.round().chunksOf(version).get(chunk);
    PublishedModels.Chunk there = published.chunk(type, version, chunk);
    String what = name(version, chunk) + " on fl.global-models";
    if (said == null || there == null) {
      findings.differs(
          what, said == null ? "none" : root(said.getRoot()), there == null ? "none" : "one");
      return;
    }
    if (!ByteBuffer.wrap(there.root()).equals(said.getRoot())) {
      findings.differs(
          what,
          "the bytes that its chunk task published, with the root " + root(said.getRoot()),
          "others, with the root " + root(there.root()) + ": it was replaced");
    } else if (!Arrays.equals(there.digest(), there.root())) {
      findings.differs(what + ", digest", root(there.root()), root(there.digest()));
    }
    byte[] state = published.state(type, version, chunk);
    byte[] stateDigest = there.stateDigest();
    if (!Arrays.equals(state, stateDigest)) {
      findings.differs(
          "the server state beside " + name(version, chunk) + " on fl.server-state",
          stateDigest == null ? "none" : root(stateDigest),
          state == null ? "none" : root(state));
    }
  }

  @Override
  public void made(DecidedModel of, int chunk, ServerStep step, int updates) {
    long version = of.version();
    byte[] root = TreeHash.of(step.model());
    remade.computeIfAbsent(version, v -> new TreeMap<>()).put(chunk, root);
    findings.chunks++;
    findings.bytes += step.model().length + step.state().length;
    ChunkPublished said = findings.round().chunksOf(version).get(chunk);
    if (said == null) {
      return; // told of by the comparison of what lies there
    }
    if (!ByteBuffer.wrap(root).equals(said.getRoot())) {
      findings.differs(
          name(version, chunk), "the root " + root(root) + " of its updates", root(said.getRoot()));
    }
    compareNumber(version, chunk, "bytes", step.model().length, said.getBytes());
    compareNumber(version, chunk, "updates", updates, said.getUpdates());
    compareNumber(version, chunk, "state_bytes", step.state().length, said.getStateBytes());
    compareState(of.definition().getModelType(), version, chunk, step);
  }

  private void compareState(String type, long version, int chunk, ServerStep step) {
    PublishedModels.Chunk there = published.chunk(type, version, chunk);
    if (there == null) {
      return;
    }
    byte[] expected = step.state().length == 0 ? null : TreeHash.of(step.state());
    if (!Arrays.equals(expected, there.stateDigest())) {
      findings.differs(
          "the server state beside " + name(version, chunk),
          expected == null ? "none" : root(expected),
          there.stateDigest() == null ? "none" : root(there.stateDigest()));
    }
  }

  private void compareNumber(long version, int chunk, String field, long expected, long came) {
    if (expected != came) {
      findings.differs(
          "%s, %s on the round log".formatted(name(version, chunk), field),
          Long.toString(expected),
          Long.toString(came));
    }
  }

  @Override
  public void failed(DecidedModel of, int chunk, String reason) {
    findings.differs(
        name(of.version(), chunk), "one that can be made of its updates", "none: " + reason);
  }

  /** Compares the hashes of whole models, once all chunks were made. */
  void compareWhole() {
    for (ModelManifest manifest : findings.round().manifests.values()) {
      TreeMap<Integer, byte[]> roots = remade.get(manifest.getVersion());
      if (roots == null || roots.size() < manifest.getChunkCount()) {
        findings.differs(
            "version %d, chunks that can be made".formatted(manifest.getVersion()),
            Integer.toString(manifest.getChunkCount()),
            Integer.toString(roots == null ? 0 : roots.size()));
        continue;
      }
      String sha256 = TreeHash.hex(TreeHash.compose(List.copyOf(roots.values())));
      findings.counts++;
      if (!Objects.equals(sha256, manifest.getSha256())) {
        findings.differs(
            "version %d, sha256".formatted(manifest.getVersion()), sha256, manifest.getSha256());
      }
    }
  }

  private static String name(long version, int chunk) {
    return "chunk %d of version %d".formatted(chunk, version);
  }

  private static String root(ByteBuffer root) {
    return FieldDifferences.text(root).substring(0, Math.min(ROOT_DIGITS, 2 * root.remaining()));
  }

  private static String root(byte[] root) {
    return root(ByteBuffer.wrap(root));
  }
}
