package io.fedlog.agent.state;

import io.fedlog.learning.noise.NoiseKey;
import io.fedlog.runtime.trust.NoiseKeyFile;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * The directory of one agent process, with a folder a store. Belongs to one process at a time: a
 * lock file sees to it, and goes with the process however it ends.
 */
public final class StateDirectory implements AutoCloseable {

  static final String LAYOUT = "1";
  private static final String LAYOUT_FILE = "layout-version";

  private final Path root;
  private final Durability durability;
  private final FileChannel lockFile;

  private StateDirectory(Path root, Durability durability, FileChannel lockFile) {
    this.root = root;
    this.durability = durability;
    this.lockFile = lockFile;
  }

  /**
   * Opens the directory, making it if need be.
   *
   * @param durability what changes must survive
   * @throws StateException when another process has it, when it is of another layout, or when it
   *     cannot be written
   */
  public static StateDirectory open(Path root, Durability durability) {
    FileChannel channel = null;
    try {
      Files.createDirectories(root);
      channel =
          FileChannel.open(
              root.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      if (lock(channel) == null) {
        channel.close();
        throw new StateException(
            "another agent uses the state directory "
                + root
                + "; stop it or give this one a directory of its own (FL_STATE_DIR)");
      }
      checkLayout(root);
      return new StateDirectory(root, durability, channel);
    } catch (StateException e) {
      closeQuietly(channel);
      throw e;
    } catch (IOException e) {
      closeQuietly(channel);
      throw new StateException(
          "the state directory "
              + root
              + " cannot be used ("
              + e
              + "); give one that this user may write (FL_STATE_DIR)",
          e);
    }
  }

  /** What one store keeps here. */
  public StoreState store(String storeId) {
    return StoreState.open(root.resolve(SafeName.of(storeId)), durability);
  }

  /** What a store's updates left out, for those that come after. */
  public TensorMemory residuals(String storeId) {
    return OwnTensors.ofResiduals(root, storeId, durability);
  }

  /** What a store must not forget, and must not tell, in rounds that mask. */
  public SecureShelf secure(String storeId) {
    return new SecureShelf(root.resolve(SafeName.of(storeId)).resolve("secure"));
  }

  /** The secret that a store's own noise is drawn from; made when first asked for. */
  public NoiseKey noiseKey(String storeId) {
    return NoiseKeyFile.openOrCreate(root.resolve(SafeName.of(storeId)).resolve("noise-key"));
  }

  /** Where the key lies that a store signs with. */
  public static Path signingKeyFile(Path root, String storeId) {
    return root.resolve(SafeName.of(storeId)).resolve("signing-key.pem");
  }

  /** Where a store's own trainer has its files; made and emptied by whoever runs it. */
  public static Path trainerFolder(Path root, String storeId) {
    return root.resolve(SafeName.of(storeId)).resolve("trainer");
  }

  @Override
  public void close() {
    closeQuietly(lockFile);
  }

  private static @Nullable FileLock lock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) {
      return null; // held by another agent in this very process
    }
  }

  private static void checkLayout(Path root) throws IOException {
    Path file = root.resolve(LAYOUT_FILE);
    if (!Files.exists(file)) {
      AtomicFile.write(
          file, (LAYOUT + "\n").getBytes(StandardCharsets.UTF_8), Durability.POWER_LOST);
      return;
    }
    String found = Files.readString(file, StandardCharsets.UTF_8).strip();
    if (!found.equals(LAYOUT)) {
      throw new StateException(
          "the state directory "
              + root
              + " has layout "
              + found
              + ", this agent writes layout "
              + LAYOUT
              + "; run the agent that wrote it, or begin with an empty directory");
    }
  }

  private static void closeQuietly(@Nullable FileChannel channel) {
    if (channel != null) {
      try {
        channel.close();
      } catch (IOException e) {
        throw new StateException("the lock of the state directory cannot be given back: " + e, e);
      }
    }
  }
}
