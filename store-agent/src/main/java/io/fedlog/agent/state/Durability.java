package io.fedlog.agent.state;

/** What a change of local state must survive once its method has returned. */
public enum Durability {
  /** The end of the process, however abrupt. Enough for a run whose directory is thrown away. */
  PROCESS_KILLED,
  /** A power cut too: every change is forced to the disk, some milliseconds each. */
  POWER_LOST
}
