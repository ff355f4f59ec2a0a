package io.fedlog.benchmarks;

/** What {@code ./fedlog bench} starts. */
public final class BenchMain {

  private BenchMain() {}

  public static void main(String[] args) {
    System.exit(BenchCommand.line().execute(args));
  }
}
