package io.fedlog.standalone.cli;

import io.fedlog.schemas.Encoding;
import io.fedlog.schemas.Grid;
import io.fedlog.schemas.ModelManifest;
import io.fedlog.schemas.RoundDefinition;
import io.fedlog.schemas.RoundState;
import io.fedlog.schemas.RoundStatus;
import java.time.Instant;

/** Records of small rounds and versions, for a log on which nobody acts. */
final class SampleRecords {

  static final String TYPE = "sales_forecast";

  private SampleRecords() {}

  /** Of two stores, defined at that time. */
  static RoundDefinition definition(String roundId, Instant at) {
    return RoundDefinition.newBuilder()
        .setRoundId(roundId)
        .setModelType(TYPE)
        .setMethod("fedavg")
        .setEncoding(Encoding.FLOAT32)
        .setParameterCount(1)
        .setUpdateBytes(4)
        .setChunkBytes(65_536)
        .setChunkCount(1)
        .setGrid(new Grid(40, 1024.0, 0, 1L, 3, 1))
        .setUpdatesTopic("fl.updates." + roundId)
        .setTargetCount(2)
        .setTargetPages(1)
        .setMinStores(2)
        .setThreshold("0.8")
        .setJoinWindowMs(1000)
        .setDeadlineMs(60_000)
        .setCreatedAt(at)
        .setCreatedBy("test")
        .build();
  }

  /** Created a minute before that time, when it ends. */
  static RoundState.Builder state(String roundId, RoundStatus status, Instant at) {
    return RoundState.newBuilder()
        .setRoundId(roundId)
        .setModelType(TYPE)
        .setStatus(status)
        .setCreatedAt(at.minusSeconds(60))
        .setEndedAt(at)
        .setDeadlineAt(at.plusSeconds(600))
        .setLogOffset(1);
  }

  /** Of a round old-0000N. */
  static ModelManifest manifest(long version, Instant at) {
    return ModelManifest.newBuilder()
        .setModelType(TYPE)
        .setVersion(version)
        .setRoundId("old-0000" + version)
        .setMethod("fedavg")
        .setEncoding(Encoding.FLOAT32)
        .setParameterCount(1)
        .setModelBytes(4)
        .setChunkBytes(65_536)
        .setChunkCount(1)
        .setSha256("00")
        .setCohortSize(2)
        .setTotalWeight(2)
        .setPublishedAt(at)
        .build();
  }
}
