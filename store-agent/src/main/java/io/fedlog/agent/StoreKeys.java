package io.fedlog.agent;

import io.fedlog.agent.state.StateDirectory;
import io.fedlog.runtime.trust.SigningKey;
import io.fedlog.runtime.trust.SigningKeyFile;
import io.fedlog.runtime.upload.Ed25519SealSigner;
import io.fedlog.runtime.upload.SealSigner;
import io.fedlog.schemas.Heartbeat;
import io.fedlog.schemas.Join;
import io.fedlog.schemas.SecureMessage;
import io.fedlog.schemas.UpdateSeal;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The keys of a process's stores: each signs with its own, made at the first start and kept in its
 * folder. Signing goes on whether or not signatures are required, so that to require them takes no
 * more than to enrol the keys. Thread-safe.
 */
final class StoreKeys implements SealSigner {
  private static final Logger LOG = LoggerFactory.getLogger(StoreKeys.class);

  private final Map<String, SealSigner> signers;

  private StoreKeys(Map<String, SealSigner> signers) {
    this.signers = Map.copyOf(signers);
  }

  /**
   * Reads the stores' keys, making those that are not there.
   *
   * @param stateDir the process's state directory
   * @throws io.fedlog.runtime.trust.SigningKeyException when one cannot be read or made
   */
  static StoreKeys open(Path stateDir, Collection<String> storeIds) {
    Map<String, SealSigner> signers = new HashMap<>();
    for (String storeId : storeIds) {
      Path file = StateDirectory.signingKeyFile(stateDir, storeId);
      SigningKey key = SigningKeyFile.open(file);
      LOG.info("Store signs storeId={} keyId={} file={}", storeId, key.id(), file);
      signers.put(storeId, Ed25519SealSigner.with(key));
    }
    return new StoreKeys(signers);
  }

  @Override
  public UpdateSeal sign(UpdateSeal seal) {
    return of(seal.getStoreId()).sign(seal);
  }

  @Override
  public Join sign(Join join) {
    return of(join.getStoreId()).sign(join);
  }

  @Override
  public Heartbeat sign(Heartbeat heartbeat) {
    return of(heartbeat.getStoreId()).sign(heartbeat);
  }

  @Override
  public SecureMessage sign(SecureMessage message) {
    return of(message.getStoreId()).sign(message);
  }

  @Override
  public byte[] sign(String storeId, byte[] statement) {
    return of(storeId).sign(storeId, statement);
  }

  private SealSigner of(String storeId) {
    SealSigner signer = signers.get(storeId);
    if (signer == null) {
      throw new IllegalArgumentException(
          "store is %s; expected one that this process hosts: %s"
              .formatted(storeId, signers.keySet()));
    }
    return signer;
  }
}
