package io.fedlog.standalone.secure;

import io.fedlog.agent.AgentMain;

/** An agent process whose stores are {@link DrawnTrainer}s. */
final class DrawnAgentMain {
  private DrawnAgentMain() {}

  public static void main(String[] arguments) {
    AgentMain.run(DrawnTrainer::new);
  }
}
