package io.fedlog.coordinator.rest;

/** What a caller may do. */
public enum CallerRole {
  /** Everything but to act as a store. */
  ADMIN,
  /** Watches rounds and reads models. */
  OPERATOR,
  /** Reads how rounds stand. */
  ANALYST,
  /** Acts for its own store. */
  STORE
}
