package io.fedlog.aggregator.intake;

import io.fedlog.schemas.Command;
import io.fedlog.schemas.Join;
import org.jspecify.annotations.Nullable;

/** Says whether a join or a command is from whom it claims to be. */
public interface JoinCheck {

  /** Why the join is not believed; null when it is. */
  @Nullable String fault(Join join);

  /** Why the command is not believed; null when it is. */
  @Nullable String fault(Command command);

  /** Believes all: for installations whose Kafka alone says who may write. */
  JoinCheck TRUST_THE_BROKER =
      new JoinCheck() {
        @Override
        public @Nullable String fault(Join join) {
          return null;
        }

        @Override
        public @Nullable String fault(Command command) {
          return null;
        }
      };
}
