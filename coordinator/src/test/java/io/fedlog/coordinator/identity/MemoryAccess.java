package io.fedlog.coordinator.identity;

import io.fedlog.schemas.AccessRecord;
import io.fedlog.schemas.StoreEnrolment;
import java.util.ArrayList;
import java.util.List;

/** A log that is read back at once. */
public final class MemoryAccess implements AccessLog {

  private final AccessView view = new AccessView();
  private final SetClock clock;
  private final List<Object> written = new ArrayList<>();

  /** Read to its end, which is its beginning. */
  public MemoryAccess(SetClock clock) {
    this.clock = clock;
    view.markRead();
  }

  public AccessView view() {
    return view;
  }

  /** Everything that was written, in order. */
  public List<Object> written() {
    return List.copyOf(written);
  }

  @Override
  public void write(AccessRecord access) {
    written.add(access);
    view.apply(access, clock.instant());
  }

  @Override
  public void write(StoreEnrolment enrolment) {
    written.add(enrolment);
    view.apply(enrolment);
  }
}
