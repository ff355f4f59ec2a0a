package io.fedlog.learning.round;

import io.fedlog.learning.secure.GroupTerms;
import io.fedlog.learning.secure.MaskSeal;
import io.fedlog.learning.secure.SecureTerms;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** How the terms of a round that masks are written down, and the seal of a masked update. */
final class MaskingRow {
  private MaskingRow() {}

  static void write(@Nullable MaskingTerms masking, DataOutput out) throws IOException {
    out.writeBoolean(masking != null);
    if (masking == null) {
      return;
    }
    SecureTerms protocol = masking.protocol();
    GroupTerms group = protocol.group();
    out.writeLong(masking.phaseMs());
    out.writeInt(masking.groupSize());
    out.writeUTF(protocol.roundId());
    out.writeInt(protocol.minStores());
    out.writeLong(protocol.values());
    out.writeInt(protocol.chunkValues());
    out.writeByte(group.adversary().ordinal());
    out.writeBoolean(group.complete());
    out.writeInt(group.sigma());
    out.writeInt(group.eta());
    out.writeDouble(group.dropOut());
    out.writeDouble(group.corrupt());
  }

  static @Nullable MaskingTerms read(DataInput in) throws IOException {
    if (!in.readBoolean()) {
      return null;
    }
    long phaseMs = in.readLong();
    int groupSize = in.readInt();
    return new MaskingTerms(
        new SecureTerms(
            in.readUTF(),
            in.readInt(),
            in.readLong(),
            in.readInt(),
            new GroupTerms(
                GroupTerms.Adversary.values()[in.readByte()],
                in.readBoolean(),
                in.readInt(),
                in.readInt(),
                in.readDouble(),
                in.readDouble())),
        phaseMs,
        groupSize);
  }

  static void write(@Nullable MaskSeal seal, DataOutput out) throws IOException {
    out.writeBoolean(seal != null);
    if (seal != null) {
      writeBytes(seal.group(), out);
      writeBytes(seal.sharers(), out);
      out.writeLong(seal.weight());
      writeBytes(seal.signature(), out);
    }
  }

  static @Nullable MaskSeal readSeal(DataInput in, String storeId) throws IOException {
    return in.readBoolean()
        ? new MaskSeal(storeId, readBytes(in), readBytes(in), in.readLong(), readBytes(in))
        : null;
  }

  static void writeBytes(byte[] bytes, DataOutput out) throws IOException {
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  static byte[] readBytes(DataInput in) throws IOException {
    byte[] bytes = new byte[in.readInt()];
    in.readFully(bytes);
    return bytes;
  }
}
