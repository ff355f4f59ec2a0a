package io.fedlog.coordinator.identity;

import io.fedlog.schemas.AccessRecord;
import io.fedlog.schemas.StoreEnrolment;

/** Where it is written who may act. A call returns when the record is on the log. */
public interface AccessLog {

  void write(AccessRecord access);

  void write(StoreEnrolment enrolment);
}
