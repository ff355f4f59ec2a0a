package io.fedlog.learning.round;

import io.fedlog.learning.privacy.PrivacyBudget;
import io.fedlog.learning.privacy.SpentPrivacy;
import java.io.DataInputStream;
import java.io.IOException;

/**
 * The rows of the privacy ledger: a budget a model type, a row a store for what was spent on it by
 * all rounds, and of a round with the stores' own noise a row a store for what it sent.
 */
final class PrivacyRows {
  static final byte BUDGET = 'b';
  static final byte RELEASES = 'c';
  static final byte SPENT = 'p';

  private final Rows rows;

  PrivacyRows(Rows rows) {
    this.rows = rows;
  }

  void saveBudget(ModelLine line) {
    PrivacyBudget budget = line.ledger.budget();
    String by = line.ledger.setBy();
    if (by != null) {
      rows.put(
          out -> {
            out.writeUTF(by);
            out.writeBoolean(budget != null);
            if (budget != null) {
              out.writeDouble(budget.epsilon());
              out.writeDouble(budget.delta());
            }
          },
          BUDGET,
          line.modelType);
    }
  }

  static void readBudget(ModelLine line, DataInputStream in) throws IOException {
    String by = in.readUTF();
    line.ledger.set(
        in.readBoolean() ? new PrivacyBudget(in.readDouble(), in.readDouble()) : null, by);
  }

  void saveSpent(ModelLine line, String storeId, SpentPrivacy total) {
    rows.put(
        out -> {
          out.writeLong(total.pureEpsilon());
          out.writeLong(total.pureRho());
          out.writeLong(total.rho());
        },
        SPENT,
        line.modelType,
        storeId);
  }

  static void readSpent(ModelLine line, String storeId, DataInputStream in) throws IOException {
    line.ledger.restore(storeId, new SpentPrivacy(in.readLong(), in.readLong(), in.readLong()));
  }

  void saveReleases(Round round, String storeId, Releases store) {
    rows.put(store::write, RELEASES, round.terms.roundId(), storeId);
  }

  void forgetReleases(Round round, String storeId) {
    rows.delete(RELEASES, round.terms.roundId(), storeId);
  }
}
