package io.fedlog.benchmarks.privacy;

/**
 * What may be known of churn_telco's columns without looking at a row: what a price list and a form
 * say. Bounds, not ranges of the data.
 */
final class TelcoColumns {

  /** Contract, time with the chain, line, price and payment. */
  static final String SIX =
      "tenure=0..72;MonthlyCharges=0..120;Contract=Month-to-month|One year|Two"
          + " year;InternetService=DSL|Fiber optic|No;PaperlessBilling=No|Yes;PaymentMethod=Bank"
          + " transfer (automatic)|Credit card (automatic)|Electronic check|Mailed check";

  /** Those and all others but the customer's id. */
  static final String ALL =
      SIX
          + ";TotalCharges=0..9000;gender=Female|Male;SeniorCitizen=0..1;Partner=No|Yes;Dependents=No|Yes;PhoneService=No|Yes;MultipleLines=No|No"
          + " phone service|Yes;OnlineSecurity=No|No internet service|Yes;OnlineBackup=No|No"
          + " internet service|Yes;DeviceProtection=No|No internet service|Yes;TechSupport=No|No"
          + " internet service|Yes;StreamingTV=No|No internet service|Yes;StreamingMovies=No|No"
          + " internet service|Yes";

  private TelcoColumns() {}
}
