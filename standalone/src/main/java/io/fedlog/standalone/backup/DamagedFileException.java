package io.fedlog.standalone.backup;

import java.io.IOException;

/** A backup file is not as it was written. */
final class DamagedFileException extends IOException {
  private static final long serialVersionUID = 1L;

  DamagedFileException(String what) {
    super("the backup is damaged: " + what + "; use another copy of it");
  }
}
