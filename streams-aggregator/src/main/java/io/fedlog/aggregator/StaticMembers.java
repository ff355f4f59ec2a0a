package io.fedlog.aggregator;

import io.fedlog.runtime.KafkaSettings;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.clients.admin.MemberToRemove;
import org.apache.kafka.clients.admin.RemoveMembersFromConsumerGroupOptions;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The stream threads of a named instance, each a static member of the group: it does not leave the
 * group by ending, and the group waits for it until its session has run out.
 */
final class StaticMembers {
  private static final Logger log = LoggerFactory.getLogger(StaticMembers.class);
  private static final Pattern THREAD = Pattern.compile(".*-StreamThread-(\\d+)");

  private final KafkaSettings kafka;
  private final String group;
  private final String instanceId;

  StaticMembers(KafkaSettings kafka, String group, String instanceId) {
    this.kafka = kafka;
    this.group = group;
    this.instanceId = instanceId;
  }

  /** The name under which a stream thread is a member, as Kafka Streams makes it. */
  Optional<String> memberOf(String threadName) {
    Matcher thread = THREAD.matcher(threadName);
    return thread.matches() ? Optional.of(instanceId + "-" + thread.group(1)) : Optional.empty();
  }

  /** Takes one out of the group. */
  void remove(String member) {
    call(admin -> removeAll(admin, List.of(member)));
  }

  /**
   * Takes out of the group what a former process of this name has left there. Kafka gives a static
   * member that comes back what it had, and Kafka Streams does not look again for topics that came
   * to be meanwhile: members that come anew are assigned anew.
   */
  void removeFormer() {
    Pattern ours = Pattern.compile(Pattern.quote(instanceId) + "-\\d+");
    call(
        admin -> {
          List<String> former =
              admin.describeConsumerGroups(List.of(group)).all().get().values().stream()
                  .flatMap(found -> found.members().stream())
                  .map(MemberDescription::groupInstanceId)
                  .flatMap(Optional::stream)
                  .filter(member -> ours.matcher(member).matches())
                  .toList();
          if (!former.isEmpty()) {
            removeAll(admin, former);
          }
        });
  }

  private void removeAll(Admin admin, Collection<String> members)
      throws ExecutionException, InterruptedException {
    admin
        .removeMembersFromConsumerGroup(
            group,
            new RemoveMembersFromConsumerGroupOptions(
                members.stream().map(MemberToRemove::new).toList()))
        .all()
        .get();
  }

  /** What is asked of the brokers. */
  @FunctionalInterface
  private interface Request {
    void send(Admin admin) throws ExecutionException, InterruptedException;
  }

  private void call(Request request) {
    try (Admin admin = Admin.create(kafka.admin("fedlog-aggregator-members"))) {
      request.send(admin);
    } catch (ExecutionException | KafkaException e) { // then their sessions have to run out
      log.debug("Members of {} were not removed from the group: {}", instanceId, e.toString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
