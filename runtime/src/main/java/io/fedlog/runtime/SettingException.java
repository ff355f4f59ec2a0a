package io.fedlog.runtime;

/**
 * A setting is missing or its value cannot be used. The message names the variable, what came, what
 * was expected and where to put it, and can be shown to a user as it is.
 */
public final class SettingException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  /**
   * @param message names the variable, the value and what was expected
   */
  public SettingException(String message) {
    super(message);
  }
}
