package io.fedlog.aggregator.chunks;

import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The heap that the sums of all tasks of a process may hold together. A sum that finds no room is
 * not kept: its chunk is read from the log once its round is decided. A quarter is left for such
 * final reading, and shared evenly by the tasks, each of which may always hold one sum: whatever
 * the limit, every model is made in the end. Thread-safe.
 */
public final class SumMemory {
  private final long limit;
  private final long keepLimit;
  private int shares;
  private long kept;
  private long working;

  /**
   * A memory of which nothing is used.
   *
   * @param limitBytes 0 or more; with 0 no sum is kept
   */
  public SumMemory(long limitBytes) {
    if (limitBytes < 0) {
      throw new IllegalArgumentException(
          "memory for sums is " + limitBytes + " bytes; expected 0 or more");
    }
    this.limit = limitBytes;
    this.keepLimit = limitBytes - limitBytes / 4;
  }

  /** One more task. */
  synchronized Share open() {
    shares++;
    return new Share();
  }

  /** Bytes held now, over the limit only by what tasks may always hold. */
  public synchronized long usedBytes() {
    return kept + working;
  }

  /** Bytes that all may hold together. */
  public long limitBytes() {
    return limit;
  }

  /** What one task holds. */
  final class Share implements AutoCloseable {
    private final Set<Room> rooms = new HashSet<>();
    private long workingHere;
    private boolean closed;

    /** Room for a sum while its round is open; null when there is none. */
    @Nullable Room keep(long bytes) {
      synchronized (SumMemory.this) {
        if (kept + bytes > keepLimit || kept + working + bytes > limit) {
          return null;
        }
        kept += bytes;
        return taken(new Room(this, false, bytes));
      }
    }

    /** Room for a sum whose round is decided; there is always room for one. */
    @Nullable Room work(long bytes) {
      synchronized (SumMemory.this) {
        if (workingHere > 0 && (bytes > workRoom() || kept + working + bytes > limit)) {
          return null;
        }
        working += bytes;
        workingHere += bytes;
        return taken(new Room(this, true, bytes));
      }
    }

    /** Whether as much again is free for final reading as this task uses for it now. */
    boolean hasRoomToWork() {
      synchronized (SumMemory.this) {
        return workingHere == 0 || workingHere <= Math.min(workRoom(), limit - kept - working);
      }
    }

    /** What this task may use for final reading beside what it uses. */
    private long workRoom() {
      return (limit - kept) / shares - workingHere;
    }

    private Room taken(Room room) {
      rooms.add(room);
      return room;
    }

    private boolean grow(Room room, long bytes) {
      synchronized (SumMemory.this) {
        long more = bytes - room.bytes;
        if (more > 0 && !room.working && kept + more > keepLimit) {
          return false;
        }
        change(room, more);
        return true;
      }
    }

    private void release(Room room) {
      synchronized (SumMemory.this) {
        if (rooms.remove(room)) {
          change(room, -room.bytes);
        }
      }
    }

    private void change(Room room, long more) {
      room.bytes += more;
      if (room.working) {
        working += more;
        workingHere += more;
      } else {
        kept += more;
      }
    }

    /** Gives everything back. */
    @Override
    public void close() {
      synchronized (SumMemory.this) {
        Set.copyOf(rooms).forEach(this::release);
        shares -= closed ? 0 : 1;
        closed = true;
      }
    }
  }

  /** What one sum holds, until it is closed. */
  static final class Room implements AutoCloseable {
    private final Share share;
    private final boolean working;
    private long bytes;

    private Room(Share share, boolean working, long bytes) {
      this.share = share;
      this.working = working;
      this.bytes = bytes;
    }

    /** Holds this many bytes from now on, if they are there; final reading always gets them. */
    boolean resize(long newBytes) {
      return share.grow(this, newBytes);
    }

    @Override
    public void close() {
      share.release(this);
    }
  }
}
