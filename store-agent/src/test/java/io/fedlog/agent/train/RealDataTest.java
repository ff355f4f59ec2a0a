package io.fedlog.agent.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.fedlog.agent.data.CsvFile;
import io.fedlog.agent.data.DataOptions;
import io.fedlog.agent.data.Generator;
import io.fedlog.agent.data.StoreData;
import io.fedlog.agent.data.Stores;
import io.fedlog.learning.model.ModelSpec;
import io.fedlog.learning.model.TrainingSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * The figures that the shared data must reach, by a federation in memory. With {@code
 * -Dfedlog.figures=all} each runs for as many rounds as the figures of the docs; without, the juice
 * runs for fewer, which its federated model has to be as good in.
 */
class RealDataTest {
  private static final boolean ALL = "all".equals(System.getProperty("fedlog.figures"));
  private static final int ROUNDS = 40;
  private static final int FEWER_ROUNDS = ALL ? ROUNDS : 16;

  @Test
  void shouldPredictChurn_whenStoresAreContractAndPaymentMethod() {
    Comparison result =
        run(
            "churn_telco/telco_customer_churn.csv",
            Map.of(
                "model_type", "churn_prediction",
                "store_column", "Contract,PaymentMethod",
                "target", "Churn"));

    assertThat(result.federated()).isGreaterThanOrEqualTo(0.843);
  }

  @Test
  void shouldPredictDisease_whenStoresAreHospitals() {
    Comparison result =
        run(
            "heart_disease_4_hospitals/heart_all.csv",
            Map.of(
                "model_type", "churn_prediction",
                "store_column", "hospital",
                "target", "num>0",
                "categorical", "cp,restecg"));

    assertThat(result.federated()).isGreaterThanOrEqualTo(0.888);
  }

  @Test
  void shouldForecastCheese_whenStoresAreRetailers() {
    Comparison result =
        run(
            "sales_cheese/cheese.csv",
            Map.of(
                "model_type", "sales_forecast",
                "store_column", "RETAILER",
                "target", "VOLUME",
                "log_target", "true",
                "log", "PRICE"));

    assertThat(result.federated()).isLessThanOrEqualTo(0.268);
    assertThat(result.federated()).isLessThanOrEqualTo(result.localOnly());
  }

  @Test
  void shouldForecastJuice_whenStoresHaveAllRows() {
    Comparison result =
        run("demand_orangejuice/sales.csv.gz", juice("sales_forecast"), ALL ? ROUNDS : 8);

    assertThat(result.federated()).isLessThanOrEqualTo(0.60);
    assertThat(result.federated()).isLessThanOrEqualTo(result.localOnly());
  }

  /** The demo's own test of it, over Kafka, is part of every build. */
  @Test
  @EnabledIfSystemProperty(named = "fedlog.figures", matches = "all")
  void shouldForecastJuice_whenStoresHaveSixtyRows() {
    Map<String, String> flags = juice("sales_forecast");
    flags.put("train_rows", "60");
    Comparison result = run("demand_orangejuice/sales.csv.gz", flags);

    assertThat(result.federated()).isLessThanOrEqualTo(0.74);
    assertThat(result.federated()).isLessThanOrEqualTo(0.8 * result.localOnly());
  }

  @Test
  void shouldPredictJuiceDemand_whenStoresHaveSixtyRows() {
    Map<String, String> flags = juice("demand_prediction");
    flags.put("train_rows", "60");
    Comparison result = run("demand_orangejuice/sales.csv.gz", flags, FEWER_ROUNDS);

    assertThat(result.federated()).isLessThanOrEqualTo(0.74);
    assertThat(result.federated()).isLessThanOrEqualTo(0.8 * result.localOnly());
  }

  @Test
  void shouldSegmentCustomers_whenStoresAreRegions() {
    Comparison result =
        run(
            "segmentation_wholesale/wholesale_customers.csv",
            Map.of(
                "model_type", "customer_segmentation",
                "store_column", "Region",
                "features", "Fresh,Milk,Grocery,Frozen,Detergents_Paper,Delicassen",
                "log1p", "Fresh,Milk,Grocery,Frozen,Detergents_Paper,Delicassen"));

    assertThat(result.pooled()).isBetween(1552.0, 1555.0);
    assertThat(result.federated()).isLessThanOrEqualTo(1.01 * result.pooled());
  }

  @Test
  void shouldBeatStoresAlone_whenChainIsGenerated() {
    Comparison result = run(Generator.ofStores(8).file(), Generator.options(), Map.of(), ROUNDS);

    assertThat(result.federated()).isLessThan(0.9 * result.localOnly());
  }

  private static Map<String, String> juice(String type) {
    Map<String, String> flags = new TreeMap<>();
    flags.put("model_type", type);
    flags.put("store_column", "store");
    flags.put("target", "logmove");
    flags.put("categorical", "brand");
    flags.put(
        "log", "price1,price2,price3,price4,price5,price6,price7,price8,price9,price10,price11");
    flags.put("drop", "profit");
    return flags;
  }

  private static Comparison run(String file, Map<String, String> flags) {
    return run(file, flags, ROUNDS);
  }

  private static Comparison run(String file, Map<String, String> flags, int rounds) {
    Path path = SharedData.file(file);
    assumeTrue(Files.exists(path), () -> "no shared data at " + path + "; set FEDLOG_DATA");
    return run(CsvFile.read(path), DataOptions.of(flags), flags, rounds);
  }

  private static Comparison run(
      CsvFile file, DataOptions options, Map<String, String> config, int rounds) {
    long start = System.nanoTime();
    Map<String, String> all = new TreeMap<>(config);
    all.put("model_type", options.modelType().wireName());
    if (options.target() != null) {
      all.put("target", options.target());
    }
    Map<String, StoreData> stores = Stores.divide(file, options);
    Federation federation =
        new Federation(stores.values(), ModelSpec.of(all), TrainingSettings.of(all));
    Comparison result = federation.run(rounds);
    System.out.printf(
        "%s %s: %s in %.1f s%n",
        file.name(),
        federation.spec.form(federation.space),
        result,
        (System.nanoTime() - start) / 1e9);
    return result;
  }
}
