package io.fedlog.learning.round;

/** Where the machine keeps what it must find again after a restart. */
public interface RowSink {

  /** Keeps or replaces a row. */
  void put(byte[] key, byte[] value);

  /** Forgets a row; one that is not there is no error. */
  void delete(byte[] key);

  /** Keeps nothing: for replays and tests. */
  RowSink NONE =
      new RowSink() {
        @Override
        public void put(byte[] key, byte[] value) {}

        @Override
        public void delete(byte[] key) {}
      };
}
