package io.fedlog.standalone.terminal;

import picocli.CommandLine.IVersionProvider;

/** The version, as the build wrote it into the jar. */
public final class VersionText implements IVersionProvider {

  public static String number() {
    String version = VersionText.class.getPackage().getImplementationVersion();
    return version == null ? "(not built as a jar)" : version;
  }

  @Override
  public String[] getVersion() {
    return new String[] {
      "fedlog " + number(),
      "Java " + System.getProperty("java.version") + " on " + System.getProperty("os.name")
    };
  }
}
