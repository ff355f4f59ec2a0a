package io.fedlog.learning.privacy.accounting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What others publish for the same settings, and what comes out here: question, mechanism, number
 * releases, what is given (order, delta or epsilon, see {@link Question}), the published answer,
 * ours. Above the rows stand file and test in which the published answer is found.
 *
 * <p>All but the two of Opacus come of Google's dp-accounting: by its own tests
 * (google/differential-privacy, python/dp_accounting), or by those of TensorFlow Privacy, which
 * calls it. They test to 7 places, but for what is printed with fewer digits here. Where a test
 * searches for the noise, the noise it finds is put in and the answer is what it searched with. The
 * newest dp-accounting says 6.7058e-4 at order 1.5 instead; the older figure is the one that
 * quadrature gives, see {@link SampledGaussianRenyiTest}.
 */
class PublishedValuesTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          # python/dp_accounting/rdp/rdp_privacy_accountant_test.py at commit 025111e7
          #   test_compute_rdp_poisson_sampled_gaussian
          RENYI | sampled 0.01 gauss 2.5             |    50 | 1.5     | 6.5007e-4     | 6.500709e-4
          # dp_accounting/rdp/rdp_privacy_accountant_test.py
          #   test_compute_rdp_poisson_sampled_gaussian
          RENYI | sampled 0.01 gauss 2.5             |    50 | 2.5     | 1.0854871e-3  | 1.085418e-3
          RENYI | sampled 0.01 gauss 2.5             |    50 | 5       | 2.18075656e-3 | 2.180757e-3
          RENYI | sampled 0.01 gauss 2.5             |    50 | 50      | 2.38460375e-2 | 2.384604e-2
          RENYI | sampled 0.01 gauss 2.5             |    50 | 100     | 167.416308    | 167.4163
          #   test_compute_epsilon_delta_gaussian
          RDP   | gauss 4.530877117                  |     1 | 1e-6    | 1             | 1.000000
          # tensorflow_privacy/privacy/analysis/compute_dp_sgd_privacy_test.py
          #   test_compute_dp_sgd_privacy, Test0
          RDP   | sampled 0.0025 gauss 1.3           |  6000 | 1e-5    | 0.7242234     | 0.7242234
          #   test_compute_dp_sgd_privacy, Test1
          RDP   | sampled 0.001 gauss 1.0            | 30000 | 1e-7    | 1.41549885    | 1.415499
          #   no_microbatching_no_subsampling_rdp
          RDP   | gauss 0.7                          |     2 | 1e-5    | 10.8602036    | 10.86020
          #   microbatching_no_subsampling_rdp
          RDP   | gauss 0.35                         |     2 | 1e-5    | 26.2880374    | 26.28804
          #   no_microbatching_with_subsampling_rdp
          RDP   | sampled 0.01 gauss 0.7             |   120 | 1e-5    | 3.2391922     | 3.239192
          #   microbatching_with_subsampling_rdp
          RDP   | sampled 0.01 gauss 0.35            |   120 | 1e-5    | 22.5970358    | 22.59704
          #   statement_no_user_dp_with_rdp, once per epoch
          RDP   | gauss 1.0                          |     5 | 1e-6    | 13.376        | 13.37638
          #   statement_no_user_dp_with_rdp, Poisson sampling
          RDP   | sampled 0.0064 gauss 1.0           |   782 | 1e-6    | 1.616         | 1.616394
          # opacus/tests/accountants_test.py
          #   test_rdp_accountant
          RDP   | sampled 0.04 gauss 1.5             |  2250 | 1e-5    | 7.32911117    | 7.329111
          # tensorflow_privacy/privacy/analysis/compute_dp_sgd_privacy_test.py
          #   no_microbatching_no_subsampling_pld
          PLD   | gauss 0.7                          |     2 | 1e-5    | 10.1224946    | 10.12249
          #   microbatching_no_subsampling_pld
          PLD   | gauss 0.35                         |     2 | 1e-5    | 24.7160779    | 24.71608
          #   no_microbatching_with_subsampling_pld
          PLD   | sampled 0.01 gauss 0.7             |   120 | 1e-5    | 2.4612381     | 2.461238
          #   microbatching_with_subsampling_pld
          PLD   | sampled 0.01 gauss 0.35            |   120 | 1e-5    | 18.6977407    | 18.69774
          #   statement_no_user_dp_with_pld, once per epoch
          PLD   | gauss 1.0                          |     5 | 1e-6    | 12.595        | 12.59525
          #   statement_no_user_dp_with_pld, Poisson sampling
          PLD   | sampled 0.0064 gauss 1.0           |   782 | 1e-6    | 1.199         | 1.198643
          # opacus/tests/accountants_test.py
          #   test_prv_accountant, an upper bound within 0.01
          PLD   | sampled 0.04 gauss 1.5             |  2249 | 1e-5    | 6.77739571    | 6.767050
          # dp_accounting/pld/pld_privacy_accountant_test.py
          #   test_gaussian_basic
          DELTA | gauss 1.7320508075688772           |     3 | 1       | 0.126936      | 0.1269367
          #   test_poisson_subsampled_gaussian
          DELTA | sampled 0.2 gauss 0.5              |     3 | 1       | 0.15594       | 0.1559328
          #   test_self_composed_subsampled_gaussian
          PLD   | sampled 0.2 gauss 0.5              |     3 | 0.15594 | 1             | 0.9999251
          #   test_poisson_subsampled_laplace, which takes delta 1e-14
          PLD   | sampled 0.2 laplace 2              |     3 | 1e-12   | 2.46964       | 2.469672
          # dp_accounting/pld/accountant_test.py
          #   get_smallest_laplace_noise, large_num_composition, 71.0 to within 0.1
          PLD   | laplace 0.014084507042253521       |   500 | 1e-4    | 1             | 0.9993679
          #   get_smallest_laplace_noise, positive_delta, 13.6 to within 0.1
          PLD   | laplace 0.07352941176470588        |    20 | 1e-4    | 1             | 0.9957934
          #   get_smallest_discrete_laplace_noise, positive_delta, 0.073 to within 0.001
          PLD   | discrete-laplace 0.073             |    20 | 1e-4    | 1             | 0.9995119
          #   get_smallest_gaussian_noise, 10 for a sensitivity of 6
          DELTA | gauss 1.6666666666666667           |    25 | 1       | 0.78760074    | 0.7876007
          #   get_smallest_subsampled_gaussian_noise, base
          DELTA | sampled 0.01 gauss 0.67379294682   |     1 | 1       | 1e-5          | 9.999988e-6
          #   get_smallest_subsampled_gaussian_noise, 3.20956502598 for a sensitivity of 6
          DELTA | sampled 0.001 gauss 0.53492750433  |    25 | 1       | 1e-5          | 9.999813e-6
          # dp_accounting/pld/privacy_loss_mechanism_test.py
          #   test_laplace_get_delta_for_epsilon
          CURVE | laplace 2                          |     1 | 0.5     | 0.52763345    | 0.5276334
          #   test_laplace_get_delta_for_epsilon, remove
          CURVE | sampled 0.6 laplace 1              |     1 | 0.2     | 0.1741992102  | 0.1741992
          #   test_gaussian_get_delta_for_epsilon
          CURVE | gauss 1                            |     1 | 2       | 0.02092364    | 0.02092364
          #   test_gaussian_get_delta_for_epsilon, remove
          CURVE | sampled 0.8 gauss 1                |     1 | 1       | 0.08169517866 | 0.08169518
          CURVE | sampled 0.3 gauss 1                |     1 | 2       | 3.34110293e-4 | 3.341103e-4
          #   test_discrete_laplace_get_delta_for_epsilon
          CURVE | discrete-laplace 0.5 4             |     1 | 0.5     | 0.54202002    | 0.5420200
          #   test_discrete_laplace_get_delta_for_epsilon, remove
          CURVE | sampled 0.7 discrete-laplace 0.5 4 |     1 | 0.5     | 0.35238385052 | 0.3523839
          CURVE | sampled 0.3 discrete-laplace 0.5 4 |     1 | 0.5     | 0.10681684603 | 0.1068168
          #   test_discrete_gaussian_from_privacy_parameters
          CURVE | discrete-gauss 1.041 1             |     1 | 1       | 0.12693674    | 0.1268189
          CURVE | discrete-gauss 5.008 5             |     1 | 2       | 0.02092364    | 0.02093144
          CURVE | sampled 0.8 discrete-gauss 1.041 1 |     1 | 1       | 0.07850075632 | 0.07850076
          CURVE | sampled 0.4 discrete-gauss 0.993 3 |     1 | 1       | 0.27122238416 | 0.2712224
          CURVE | sampled 0.3 discrete-gauss 1.038 1 |     1 | 2       | 2.83486323e-4 | 2.834863e-4
          """)
  void shouldAgreeWithWhatIsPublished(
      Question question, String setting, int times, double given, double published, double ours) {
    double answer = question.answer(new Release(Settings.mechanism(setting), times), given);

    assertThat(answer).isCloseTo(published, withinPercentage(1));
    assertThat(answer).isCloseTo(ours, withinPercentage(1e-4));
  }
}
