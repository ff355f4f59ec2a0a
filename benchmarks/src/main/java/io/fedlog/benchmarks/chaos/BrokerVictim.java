package io.fedlog.benchmarks.chaos;

import io.fedlog.embedded.BrokerProcess;
import java.time.Duration;

/** A broker of the cluster. Its log is what everything rests on and is never deleted. */
final class BrokerVictim implements Victim {
  private final String name;
  private final BrokerProcess process;
  private volatile boolean up = true;
  private volatile boolean fallen;

  BrokerVictim(String name, BrokerProcess process) {
    this.name = name;
    this.process = process;
  }

  @Override
  public Role role() {
    return Role.BROKER;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public boolean isUp() {
    return up;
  }

  @Override
  public boolean hasFallen() {
    if (up && !process.isRunning()) {
      fallen = true;
    }
    return fallen;
  }

  @Override
  public void kill() {
    boolean unused = hasFallen(); // noted before the kill hides it
    up = false;
    process.kill();
  }

  @Override
  public void start() {
    process.restart();
    up = true;
  }

  @Override
  public void pause(Duration atMost) {
    up = false;
    process.pause(atMost);
  }

  @Override
  public void resume() {
    process.resume();
    up = true;
  }

  @Override
  public void loseState() {
    throw new IllegalStateException("a broker's log is never deleted");
  }
}
