package io.fedlog.agent.data;

import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;

/**
 * Invents the chain of the demo: stores that sell the same products but differ in size, in how
 * their customers take to prices, and that have few rows each, so that a store alone learns badly.
 *
 * <p>ln sales = store's level + product's level + store's elasticity x ln price + 0.5 promotion +
 * season + weekend + noise of 0.25. Elasticities are normal around -2.5 with deviation 0.4, levels
 * around 4 with deviation 0.6.
 *
 * @param stores how many, at least 2
 * @param rowsPerStore how many rows each, at least 10
 * @param seed of everything
 */
public record Generator(int stores, int rowsPerStore, long seed) {
  private static final List<String> PRODUCTS = List.of("bread", "cheese", "coffee", "juice", "tea");
  private static final LocalDate FIRST_DAY = LocalDate.of(2025, 1, 6);
  private static final int DAYS = 364;

  public Generator {
    if (stores < 2) {
      throw new DataException("--stores is " + stores + ", expected at least 2");
    }
    if (rowsPerStore < 10) {
      throw new DataException("rows per store are " + rowsPerStore + ", expected at least 10");
    }
  }

  /** The demo's chain. */
  public static Generator ofStores(int stores) {
    return new Generator(stores, 40, 2026);
  }

  /** The options that go with the file. */
  public static DataOptions options() {
    return DataOptions.of(
        Map.of(
            "model_type", "sales_forecast",
            "store_column", "store",
            "target", "sales",
            "log", "price",
            "log_target", "true",
            "time_column", "date"));
  }

  /** The file: store, date, product, price, promotion, sales. */
  public String csv() {
    Random random = new Random(seed);
    StringBuilder csv = new StringBuilder("store,date,product,price,promotion,sales\n");
    for (int store = 1; store <= stores; store++) {
      double level = 4 + 0.6 * random.nextGaussian();
      double elasticity = -2.5 + 0.4 * random.nextGaussian();
      for (int row = 0; row < rowsPerStore; row++) {
        int product = random.nextInt(PRODUCTS.size());
        LocalDate date = FIRST_DAY.plusDays(random.nextInt(DAYS));
        double price = (1 + 0.7 * product) * StrictMath.exp(0.2 * random.nextGaussian());
        boolean promotion = random.nextInt(5) == 0;
        double angle = 2 * Math.PI * date.getDayOfYear() / 365.0;
        double log =
            level
                + 0.8 * product
                + elasticity * StrictMath.log(price / (1 + 0.7 * product))
                + (promotion ? 0.5 : 0)
                + 0.3 * StrictMath.sin(angle)
                + (date.getDayOfWeek().getValue() >= 6 ? 0.4 : 0)
                + 0.25 * random.nextGaussian();
        csv.append(
            String.format(
                Locale.ROOT,
                "S%03d,%s,%s,%.2f,%d,%d%n",
                store,
                date,
                PRODUCTS.get(product),
                price,
                promotion ? 1 : 0,
                Math.max(1, Math.round(StrictMath.exp(log)))));
      }
    }
    return csv.toString().replace("\r\n", "\n");
  }

  /** The file, read. */
  public CsvFile file() {
    return CsvFile.parse("generated chain", csv());
  }
}
