package io.fedlog.standalone.lineage;

import io.fedlog.schemas.CohortMember;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * One update that is in a version.
 *
 * @param updateSha256 root digest of its bytes, lower-case hex
 * @param fingerprint what the store says of its data; null when it says nothing
 * @param codeVersion what the store's process ran; null when it did not say
 */
record StoreUpdate(
    String storeId,
    long attemptId,
    String updateSha256,
    long weight,
    long baseVersion,
    @Nullable String fingerprint,
    @Nullable String codeVersion) {

  static StoreUpdate of(CohortMember member) {
    ByteBuffer root = member.getUpdateRoot().duplicate();
    byte[] bytes = new byte[root.remaining()];
    root.get(bytes);
    return new StoreUpdate(
        member.getStoreId(),
        member.getAttemptId(),
        HexFormat.of().formatHex(bytes),
        member.getWeight(),
        member.getBaseVersion(),
        member.getDatasetFingerprint(),
        member.getCodeVersion());
  }
}
