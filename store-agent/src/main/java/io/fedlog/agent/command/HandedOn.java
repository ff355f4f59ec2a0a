package io.fedlog.agent.command;

import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Which of the agent's environment variables a command is given: what programs need to find
 * themselves, their libraries and their devices. Passwords lie among the agent's own settings and
 * among whatever else the environment holds, so nothing is given that is not on the list.
 */
final class HandedOn {

  private static final Set<String> USUAL =
      Set.of(
          "PATH",
          "HOME",
          "USER",
          "LANG",
          "TZ",
          "TMPDIR",
          "TMP",
          "TEMP",
          "SYSTEMROOT",
          "COMSPEC",
          "PATHEXT",
          "USERPROFILE",
          "LD_LIBRARY_PATH",
          "DYLD_LIBRARY_PATH",
          "JAVA_HOME",
          "PYTHONPATH",
          "PYTHONHOME",
          "VIRTUAL_ENV",
          "CONDA_PREFIX",
          "PYENV_ROOT",
          "PYENV_VERSION",
          "CUDA_VISIBLE_DEVICES",
          "NVIDIA_VISIBLE_DEVICES",
          "OMP_NUM_THREADS",
          "MKL_NUM_THREADS");

  private HandedOn() {}

  /** Leaves in an environment only what is handed on. */
  static void reduce(Map<String, String> environment, Set<String> further) {
    environment
        .keySet()
        .removeIf(
            name -> {
              String upper = name.toUpperCase(Locale.ROOT);
              boolean usual = USUAL.contains(upper) || upper.startsWith("LC_");
              return isAgentsOwn(name) || !(usual || further.contains(name));
            });
  }

  /** Settings of ours, which may hold passwords and keys. */
  static boolean isAgentsOwn(String name) {
    String upper = name.toUpperCase(Locale.ROOT);
    return upper.startsWith("FL_") || upper.startsWith("SCHEMA_REGISTRY_");
  }
}
