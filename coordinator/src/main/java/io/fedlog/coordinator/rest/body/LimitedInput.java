package io.fedlog.coordinator.rest.body;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** A body of at most so many bytes; the one after them is a {@link BodyException}. */
public final class LimitedInput extends FilterInputStream {

  private final long most;
  private long read;

  public LimitedInput(InputStream in, long most) {
    super(in);
    this.most = most;
  }

  @Override
  public int read() throws IOException {
    int next = super.read();
    count(next < 0 ? 0 : 1);
    return next;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    int came = super.read(buffer, offset, length);
    count(Math.max(came, 0));
    return came;
  }

  @Override
  public long skip(long bytes) throws IOException {
    long skipped = super.skip(bytes);
    count(skipped);
    return skipped;
  }

  @Override
  public boolean markSupported() {
    return false; // bytes read again would count twice
  }

  private void count(long bytes) {
    read += bytes;
    if (read > most) {
      throw BodyException.tooLarge("the body: expected at most " + most + " bytes, more came");
    }
  }
}
