package io.fedlog.learning.round;

import io.fedlog.learning.privacy.PrivacyBudget;
import io.fedlog.learning.privacy.SpentPrivacy;
import java.io.DataInputStream;
import java.io.IOException;

/**
 * The rows of the privacy ledger: a budget a model type, a row a store for what was spent on it by
 * all rounds, and of a round with the stores' own noise a row a store for how often it was charged.
 */
final class PrivacyRows {
  static final byte BUDGET = 'b';
  static final byte CHARGED = 'c';
  static final byte SPENT = 'p';

  private final Rows rows;

  PrivacyRows(Rows rows) {
    this.rows = rows;
  }

  void saveBudget(ModelLine line) {
    PrivacyBudget budget = line.ledger.budget();
    String by = line.ledger.setBy();
    if (budget != null && by != null) {
      rows.put(
          out -> {
            out.writeDouble(budget.epsilon());
            out.writeDouble(budget.delta());
            out.writeUTF(by);
          },
          BUDGET,
          line.modelType);
    }
  }

  static void readBudget(ModelLine line, DataInputStream in) throws IOException {
    line.ledger.set(new PrivacyBudget(in.readDouble(), in.readDouble()), in.readUTF());
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

  void saveCharge(Round round, String storeId, int times) {
    rows.put(out -> out.writeInt(times), CHARGED, round.terms.roundId(), storeId);
  }

  void forgetCharges(Round round) {
    round.charges.keySet().forEach(id -> rows.delete(CHARGED, round.terms.roundId(), id));
  }
}
