package io.fedlog.schemas;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.apache.avro.io.Decoder;
import org.apache.avro.util.Utf8;

/**
 * Reads Avro's binary encoding from bytes that nobody vouches for. No declared length is believed:
 * each is held against the bytes that are left before anything is allocated, and all items of all
 * arrays and maps together cannot outnumber the record's bytes. Bytes values are read-only views,
 * not copies.
 *
 * <p>Throws nothing but {@link UnreadableRecordException}. For one thread and one record.
 */
final class RecordDecoder extends Decoder {
  private final byte[] bytes;
  private int position;
  private long itemsLeft;

  RecordDecoder(byte[] bytes, int start) {
    this.bytes = bytes;
    this.position = start;
    this.itemsLeft = bytes.length;
  }

  int remaining() {
    return bytes.length - position;
  }

  @Override
  public void readNull() {}

  @Override
  public boolean readBoolean() {
    byte value = bytes[take(1)];
    if (value != 0 && value != 1) {
      throw malformed("a boolean is 0 or 1, but was " + value);
    }
    return value == 1;
  }

  @Override
  public int readInt() {
    long value = readLong();
    if (value != (int) value) {
      throw malformed("an int has 32 bits, but was " + value);
    }
    return (int) value;
  }

  @Override
  public long readLong() {
    long zigzag = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      byte next = bytes[take(1)];
      zigzag |= (next & 0x7fL) << shift;
      if (next >= 0) {
        return (zigzag >>> 1) ^ -(zigzag & 1);
      }
    }
    throw malformed("a number has at most 10 bytes");
  }

  @Override
  public float readFloat() {
    return ByteBuffer.wrap(bytes, take(4), 4).order(ByteOrder.LITTLE_ENDIAN).getFloat();
  }

  @Override
  public double readDouble() {
    return ByteBuffer.wrap(bytes, take(8), 8).order(ByteOrder.LITTLE_ENDIAN).getDouble();
  }

  @Override
  public Utf8 readString(Utf8 old) {
    return new Utf8(readString());
  }

  @Override
  public String readString() {
    int length = readLength();
    int start = take(length);
    String text = new String(bytes, start, length, StandardCharsets.UTF_8);
    // Java puts U+FFFD for what is not UTF-8: two records could then read as one.
    if (text.indexOf('\uFFFD') >= 0) {
      refuseUnlessUtf8(start, length);
    }
    return text;
  }

  @Override
  public void skipString() {
    take(readLength());
  }

  @Override
  public ByteBuffer readBytes(ByteBuffer old) {
    int length = readLength();
    return ByteBuffer.wrap(bytes, take(length), length).slice().asReadOnlyBuffer();
  }

  @Override
  public void skipBytes() {
    take(readLength());
  }

  @Override
  public void readFixed(byte[] target, int start, int length) {
    System.arraycopy(bytes, take(length), target, start, length);
  }

  @Override
  public void skipFixed(int length) {
    take(length);
  }

  @Override
  public int readEnum() {
    return readInt();
  }

  @Override
  public int readIndex() {
    return readInt();
  }

  @Override
  public long readArrayStart() {
    return readItemCount();
  }

  @Override
  public long arrayNext() {
    return readItemCount();
  }

  @Override
  public long skipArray() {
    return skipItems();
  }

  @Override
  public long readMapStart() {
    return readItemCount();
  }

  @Override
  public long mapNext() {
    return readItemCount();
  }

  @Override
  public long skipMap() {
    return skipItems();
  }

  private long readItemCount() {
    long count = readLong();
    if (count < 0) {
      readLength(); // a negative count is followed by the block's size in bytes
      count = -count;
    }
    return counted(count);
  }

  private long skipItems() {
    long count = readLong();
    while (count < 0) {
      take(readLength());
      count = readLong();
    }
    return counted(count);
  }

  private long counted(long count) {
    if (count < 0 || count > remaining() || count > itemsLeft) {
      throw truncated(count + " items are declared");
    }
    itemsLeft -= count;
    return count;
  }

  private int readLength() {
    long length = readLong();
    if (length < 0) {
      throw malformed("a length is 0 or more, but was " + length);
    }
    if (length > remaining()) {
      throw truncated("a length of " + length + " bytes is declared");
    }
    return (int) length;
  }

  /** Steps over {@code length} bytes and returns where they start. */
  private int take(int length) {
    if (length > remaining()) {
      throw truncated(length + " more bytes are needed");
    }
    int start = position;
    position += length;
    return start;
  }

  private void refuseUnlessUtf8(int start, int length) {
    try {
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, start, length));
    } catch (CharacterCodingException e) {
      throw malformed("a string is UTF-8, but at byte " + start + " one is not");
    }
  }

  private UnreadableRecordException truncated(String what) {
    return new UnreadableRecordException(
        UnreadableRecordException.TRUNCATED,
        what + " at byte " + position + ", but " + remaining() + " bytes are left");
  }

  private UnreadableRecordException malformed(String what) {
    return new UnreadableRecordException(
        UnreadableRecordException.MALFORMED, what + " (before byte " + position + ")");
  }
}
