package io.fedlog.standalone.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fedlog.standalone.cli.CommandRun;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * The figures that real chains' data must reach, through the demo's command. The orange juice and
 * the update encodings take minutes and run with {@code -Dfedlog.figures=all} only.
 */
class FiguresIT {

  private static final String PRICES =
      "price1,price2,price3,price4,price5,price6,price7,price8,price9,price10,price11";
  private static final String SPENDS = "Fresh,Milk,Grocery,Frozen,Detergents_Paper,Delicassen";

  @TempDir Path folder;

  @Test
  void shouldPredictChurn_whenStoresAreContractAndPaymentMethod() throws Exception {
    assertThat(churn("as-model")).isGreaterThanOrEqualTo(0.843);
  }

  @Test
  @EnabledIfSystemProperty(named = "fedlog.figures", matches = "all")
  void shouldPredictChurnAsWell_whenUpdatesTravelInFewerBytes() throws Exception {
    double asModel = churn("as-model");

    assertThat(churn("int8")).isCloseTo(asModel, within(0.005));
    assertThat(churn("top-k=0.1")).isCloseTo(asModel, within(0.005));
  }

  private double churn(String encoding) throws Exception {
    return evaluation(
            "churn_telco/telco_customer_churn.csv",
            "--model",
            "churn_prediction",
            "--store-column",
            "Contract,PaymentMethod",
            "--target",
            "Churn",
            "--update-encoding",
            encoding)
        .path("federated")
        .asDouble();
  }

  @Test
  void shouldPredictDisease_whenStoresAreHospitals() throws Exception {
    JsonNode evaluation =
        evaluation(
            "heart_disease_4_hospitals/heart_all.csv",
            "--model",
            "churn_prediction",
            "--store-column",
            "hospital",
            "--target",
            "num>0");

    assertThat(evaluation.path("federated").asDouble()).isGreaterThanOrEqualTo(0.888);
  }

  @Test
  void shouldForecastCheese_whenStoresAreRetailers() throws Exception {
    JsonNode evaluation =
        evaluation(
            "sales_cheese/cheese.csv",
            "--store-column",
            "RETAILER",
            "--target",
            "VOLUME",
            "--log",
            "PRICE",
            "--log-target");

    assertThat(evaluation.path("federated").asDouble())
        .isLessThanOrEqualTo(0.268)
        .isLessThanOrEqualTo(evaluation.path("local_only").asDouble());
  }

  @Test
  void shouldSegmentCustomers_whenStoresAreRegions() throws Exception {
    JsonNode evaluation =
        evaluation(
            "segmentation_wholesale/wholesale_customers.csv",
            "--model",
            "customer_segmentation",
            "--store-column",
            "Region",
            "--features",
            SPENDS,
            "--log1p",
            SPENDS);

    assertThat(evaluation.path("pooled").asDouble()).isBetween(1552.0, 1555.0);
    assertThat(evaluation.path("federated").asDouble())
        .isLessThanOrEqualTo(1.01 * evaluation.path("pooled").asDouble());
  }

  @Test
  @EnabledIfSystemProperty(named = "fedlog.figures", matches = "all")
  void shouldForecastJuice_whenStoresHaveSixtyRows() throws Exception {
    JsonNode evaluation = juice("--train-rows", "60");

    assertThat(evaluation.path("federated").asDouble())
        .isLessThanOrEqualTo(0.74)
        .isLessThanOrEqualTo(0.8 * evaluation.path("local_only").asDouble());
  }

  @Test
  @EnabledIfSystemProperty(named = "fedlog.figures", matches = "all")
  void shouldForecastJuice_whenStoresHaveAllRows() throws Exception {
    JsonNode evaluation = juice();

    assertThat(evaluation.path("federated").asDouble())
        .isLessThanOrEqualTo(0.60)
        .isLessThanOrEqualTo(evaluation.path("local_only").asDouble());
  }

  private JsonNode juice(String... more) throws Exception {
    List<String> flags =
        new ArrayList<>(
            List.of(
                "--store-column", "store",
                "--target", "logmove",
                "--categorical", "brand",
                "--log", PRICES,
                "--drop", "profit"));
    flags.addAll(List.of(more));
    return evaluation("demand_orangejuice/sales.csv.gz", flags.toArray(String[]::new));
  }

  private JsonNode evaluation(String file, String... flags) throws Exception {
    Path data = sharedData().resolve(file);
    assumeTrue(
        Files.exists(data), () -> "there is no " + data + "; FEDLOG_DATA says where the data is");
    Path report = folder.resolve("report.json");
    List<String> arguments =
        new ArrayList<>(List.of("demo", "--data", data.toString(), "--report", report.toString()));
    arguments.addAll(List.of(flags));

    CommandRun run = CommandRun.of(arguments.toArray(String[]::new));

    assertThat(run.status()).as(run.err()).isZero();
    return new ObjectMapper().readTree(Files.readString(report)).path("evaluation");
  }

  /** FEDLOG_DATA as a property or variable, else beside the checkout. */
  private static Path sharedData() {
    String stated = System.getProperty("FEDLOG_DATA", System.getenv("FEDLOG_DATA"));
    return stated == null ? Path.of("..", "..", "shared", "data") : Path.of(stated);
  }
}
