package io.fedlog.coordinator.log;

import io.fedlog.coordinator.log.MaskingStanding.Phase;
import io.fedlog.schemas.SecureGroup;
import io.fedlog.schemas.SecureSharers;
import io.fedlog.schemas.SecureSurvivors;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The records of one round that masks, in whatever order their partitions were read. */
final class MaskingRecords {

  /** Of the group, the first place of a page to its stores' names. */
  private final TreeMap<Integer, List<String>> names = new TreeMap<>();

  private @Nullable SecureGroup group;
  private @Nullable ByteBuffer sharers;
  private @Nullable ByteBuffer survivors;

  void add(Object body) {
    if (body instanceof SecureGroup page) {
      names.put(
          page.getFirstPlace(),
          page.getMembers().stream().map(member -> member.getStoreId()).toList());
      group = SecureGroup.newBuilder(page).setMembers(List.of()).build();
    } else if (body instanceof SecureSharers who) {
      sharers = who.getSharers();
    } else if (body instanceof SecureSurvivors page) {
      survivors = page.getSurvivors();
    }
  }

  /** How it stands; empty while a page of the group is not read. */
  Optional<MaskingStanding> standing() {
    SecureGroup of = group;
    List<String> stores = names.values().stream().flatMap(List::stream).toList();
    if (of == null || stores.size() < of.getStores()) {
      return Optional.empty();
    }
    ByteBuffer in = survivors != null ? survivors : sharers;
    Phase phase = survivors != null ? Phase.REVEAL : sharers != null ? Phase.MASK : Phase.SHARE;
    return Optional.of(
        new MaskingStanding(
            phase,
            of.getStores(),
            of.getNeighbours(),
            of.getThreshold(),
            in == null ? List.of() : outside(stores, in)));
  }

  private static List<String> outside(List<String> stores, ByteBuffer in) {
    List<String> out = new ArrayList<>();
    for (int place = 0; place < stores.size(); place++) {
      if ((in.get(in.position() + place / 8) >> (place % 8) & 1) == 0) {
        out.add(stores.get(place));
      }
    }
    return out;
  }
}
