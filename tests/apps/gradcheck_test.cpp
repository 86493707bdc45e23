#include <boost/test/unit_test.hpp>
#include <nlohmann/json.hpp>

#include "apps/gradcheck/options.h"
#include "apps/gradcheck/table.h"
#include "pose/formats/npy.h"
#include "pose/formats/npz.h"
#include "tensor/error.h"
#include "tests/support/check_gradient.h"
#include "tests/support/random_tensor.h"
#include "tests/support/run_checks.h"
#include "tests/support/temporary_folder.h"

namespace posegrad::apps {
namespace {

using pose::formats::NdArray;
using pose::formats::Value;
using test::random_tensor;

test::ProgramResult gradcheck_program(std::vector<std::string> arguments) {
  arguments.insert(arguments.begin(), "gradcheck");
  return test::run_posegrad(arguments);
}

void check_fails(const std::vector<std::string>& arguments, const std::string& message,
                 int code = 1) {
  const auto result = gradcheck_program(arguments);
  BOOST_TEST(result.exit_code == code);
  const std::string end = code == 2 ? " (see posegrad gradcheck --help)\n" : "\n";
  BOOST_TEST(result.err == "posegrad gradcheck: " + message + end);
}

/// Writes random arrays of these shapes.
std::string write_arrays(const std::string& path,
                         const std::vector<std::pair<std::string, Shape>>& arrays) {
  std::vector<std::pair<std::string, Value>> values;
  std::uint64_t seed = 0;
  for (const auto& [name, shape] : arrays)
    values.emplace_back(name, NdArray::of_tensor(random_tensor(shape, DType::f64, ++seed)));
  pose::formats::save_npz(path, values);
  return path;
}

/// y = 3 x with a gradient that is right but for its last element.
Variable wrong_in_the_end(const std::vector<Variable>& in) {
  Tensor y = in[0].value().clone();
  for (double& value : y.cpu_span<double>()) value *= 3;
  return record("made up", y, {in[0]}, [](const Tensor& dy, const Wants&) -> Grads {
    const Tensor dx = dy.clone();
    for (double& value : dx.cpu_span<double>()) value *= 3;
    dx.cpu_span<double>().back() *= 1.01;
    return {dx};
  });
}

BOOST_AUTO_TEST_SUITE(gradcheck_command)

BOOST_AUTO_TEST_CASE(the_named_ops_are_checked_and_written) {
  const test::TemporaryFolder folder;
  const std::string file = folder / "table.json";
  const auto result = gradcheck_program({"relu", "matmul", "--repeats", "2", "--json", file});
  test::check_succeeds(result);
  const auto table = nlohmann::json::parse(test::read_text(file));
  BOOST_TEST(table["repeats"] == 2);
  const auto& rows = table["rows"];
  BOOST_REQUIRE(rows.size() == 15U);
  BOOST_TEST(rows[0]["op"] == "relu");
  BOOST_TEST(rows[0]["case"] == "three axes");
  BOOST_TEST(rows[0]["input"] == "x");
  BOOST_TEST(rows[0]["elements"] == 60);
  BOOST_TEST(rows[0]["shape"] == nlohmann::json({2, 3, 5}));
  for (const auto& row : rows) {
    BOOST_TEST(row["verdict"] == "ok");
    BOOST_TEST(row["error"].get<double>() < 1e-9);
    BOOST_TEST(row["gradient"].get<double>() == row["difference"].get<double>(),
               boost::test_tools::tolerance(1e-5));
  }
  const auto lines = test::lines(result.out);
  BOOST_REQUIRE(lines.size() == 17U);
  BOOST_TEST(lines[0].starts_with("op "));
  BOOST_TEST(lines[16] ==
             "300 elements of 15 inputs compared, 0 left out at kinks: all gradients are right to "
             "1e-06");
}

BOOST_AUTO_TEST_CASE(without_a_name_all_ops_are_checked) {
  const auto result = gradcheck_program({});
  test::check_succeeds(result);
  for (const GradcheckCase& c : gradcheck_cases())
    BOOST_TEST(!test::lines_with(result.out, fmt::format("{:17} {:24} ", c.op, c.what)).empty(),
               c.op << ", " << c.what);
}

BOOST_AUTO_TEST_CASE(a_wrong_gradient_is_named) {
  const GradcheckCase wrong{"made_up", "one axis", {{.name = "x", .shape = {4}}}, wrong_in_the_end};
  std::vector<GradcheckRow> rows;
  for (const std::uint64_t seed : {3U, 4U})
    merge_rows(rows, check_case(wrong, random_inputs(wrong, seed), {.seed = seed}));
  BOOST_REQUIRE(rows.size() == 1U);
  BOOST_TEST(rows[0].found.elements == 8);
  BOOST_TEST(rows[0].found.element == 3);
  BOOST_TEST(verdict(rows[0], 1e-6) == "WRONG");
  BOOST_TEST(
      table_line(rows[0], 1e-6).ends_with(fmt::format("WRONG: element 3, seed {}", rows[0].seed)));
  BOOST_TEST(table_summary(rows, 1e-6) ==
             "8 elements of 1 inputs compared, 0 left out at kinks: 1 of the inputs failed: "
             "made_up (one axis) x");
  BOOST_TEST(table_json(rows, 1e-6)[0]["verdict"] == "WRONG");
  BOOST_TEST(verdict(rows[0], 0.1) == "ok");
}

BOOST_AUTO_TEST_CASE(no_comparison_is_no_proof) {
  GradcheckRow row{"op", "case", "x", {4}, {.elements = 4, .not_smooth = 2}};
  BOOST_TEST(verdict(row, 1e-6) == "ok");
  row.found.not_smooth = 3;
  BOOST_TEST(verdict(row, 1e-6) == "kinks");
  row.found.worst_error = std::nan("");
  BOOST_TEST(verdict(row, 1e-6) == "not finite");
}

BOOST_AUTO_TEST_CASE(the_worst_seed_stays) {
  const auto row_with = [](double error, std::uint64_t seed) {
    return std::vector<GradcheckRow>{
        {"op", "case", "x", {4}, {.elements = 4, .not_smooth = 1, .worst_error = error}, seed}};
  };
  for (const double worst : {0.5, std::nan("")}) {
    std::vector<GradcheckRow> rows;
    merge_rows(rows, row_with(0.1, 1));
    merge_rows(rows, row_with(worst, 2));
    merge_rows(rows, row_with(0.2, 3));
    BOOST_TEST(rows[0].seed == 2U);
    BOOST_TEST(rows[0].found.elements == 12);
    BOOST_TEST(rows[0].found.not_smooth == 3);
  }
}

BOOST_AUTO_TEST_CASE(the_model_is_checked_in_every_form) {
  const std::vector<std::vector<std::string>> variants{
      {}, {"--dense", "--causal"}, {"--causal", "--plain"}, {"--evaluation", "--drop", "0"}};
  for (const auto& variant : variants) {
    std::vector<std::string> arguments{"model", "-arc", "3,3", "-ch", "6", "--elements", "10"};
    arguments.insert(arguments.end(), variant.begin(), variant.end());
    const auto result = gradcheck_program(arguments);
    BOOST_TEST_CONTEXT(fmt::format("{}", fmt::join(variant, " "))) {
      test::check_succeeds(result);
      // 6 of the norms, 3 convolutions, shrink's weight and bias, the poses; a head and a sum
      const std::size_t forms = !variant.empty() && variant[0] == "--dense" ? 1 : 2;
      BOOST_TEST(test::lines(result.out).size() == 2 + forms * 12);
      BOOST_TEST(!test::lines_with(result.out, "model").empty());
    }
  }
  const auto once = gradcheck_program({"model", "-arc", "3", "--form", "single-frame"});
  test::check_succeeds(once);
  BOOST_TEST(test::lines_with(once.out, "model             single-frame").size() == 6U);
}

BOOST_AUTO_TEST_CASE(given_data_are_the_inputs) {
  const test::TemporaryFolder folder;
  const std::string named =
      write_arrays(folder / "named.npz", {{"w", {4, 3, 3}}, {"x", {2, 20, 3}}});
  test::check_succeeds(gradcheck_program({"conv1d", "--data", named}));
  const std::string ordered =
      write_arrays(folder / "ordered.npz", {{"arr_0", {2, 20, 3}}, {"arr_1", {4, 3, 3}}});
  const auto result = gradcheck_program({"conv1d", "--data", ordered, "--case", "dilated"});
  test::check_succeeds(result);
  BOOST_TEST(test::lines(result.out).size() == 4U);
  BOOST_TEST(result.out.find("(2, 20, 3)         120 ") != std::string::npos);
  const std::string single = folder / "x.npy";
  pose::formats::save_npy(single, NdArray::of_tensor(random_tensor({3, 4})));  // float
  test::check_succeeds(gradcheck_program({"relu", "--data", single}));
  // Differences mean nothing at kinks only: nothing is claimed.
  pose::formats::save_npy(single, NdArray::of_tensor(Tensor::zeros({3, 4})));
  const auto kinks = gradcheck_program({"relu", "--data", single, "--case", "three axes"});
  BOOST_TEST(kinks.exit_code == 1);
  BOOST_TEST(kinks.out.find("kinks: try a smaller --step") != std::string::npos);
  const std::string poses = write_arrays(folder / "poses.npz", {{"poses", {3, 12, 5, 2}}});
  const auto model =
      gradcheck_program({"model", "-arc", "3,3", "-ch", "4", "--data", poses, "--elements", "9"});
  test::check_succeeds(model);
  BOOST_TEST(model.out.find("(15, 1, 4)") != std::string::npos);  // shrink: five joints
}

BOOST_AUTO_TEST_CASE(bad_data_are_refused) {
  const test::TemporaryFolder folder;
  const std::string pair = write_arrays(folder / "pair.npz", {{"x", {2, 20, 3}}, {"v", {4, 3, 3}}});
  check_fails({"conv1d", "--data", pair}, pair + ": holds x, v; conv1d (one tap) takes x, w");
  check_fails({"relu", "--data", pair}, pair + ": holds 2 arrays; the op takes 1");
  const std::string shapes =
      write_arrays(folder / "shapes.npz", {{"x", {2, 20, 3}}, {"w", {4, 3, 5}}});
  check_fails({"conv1d", "--data", shapes},
              "conv1d (one tap): conv1d: 'w' has shape (4, 3, 5); expected (C_out, K, C_in) with "
              "C_in = 3, fixed by 'x' (2, 20, 3)");
  const std::string nan = folder / "nan.npy";
  pose::formats::save_npy(nan, NdArray::of_tensor(Tensor::full({2, 2}, std::nan(""))));
  check_fails({"relu", "--data", nan}, nan + ": element 0 is nan; finite numbers are wanted");
  const std::string few = write_arrays(folder / "few.npz", {{"poses", {2, 20, 5, 2}}});
  check_fails({"model", "--data", few},
              few + ": 20 frames are fewer than the receptive field of 27");
  const std::string flat = write_arrays(folder / "flat.npz", {{"poses", {30, 5, 2}}});
  check_fails({"model", "--data", flat},
              flat + ": the array has shape (30, 5, 2); (N, L, J, F) is wanted");
  const std::string absent = folder / "absent.npz";
  check_fails({"relu", "--data", absent}, "cannot open " + absent + ": No such file or directory");
}

BOOST_AUTO_TEST_CASE(wrong_usage_is_told) {
  check_fails({"con1d"}, "unknown op 'con1d'; did you mean 'conv1d'?", 2);
  check_fails({"conv1d", "--case", "dilatd"},
              "--case: no case 'dilatd' among those of conv1d; did you mean 'dilated'?", 2);
  check_fails({"--case", "foo"}, "--case: no case 'foo' among those of the ops", 2);
  check_fails({"model", "--case", "dilated"},
              "--case: found with the model alone, which has --form instead", 2);
  check_fails({"--data", "x.npz"}, "--data: found no names, expected one op or the model for it",
              2);
  check_fails({"--repeats", "0"}, "--repeats: found 0, expected 1 to 1000000", 2);
  check_fails({"--tolerance", "0"}, "--tolerance: found 0, expected a number between 0 and 1", 2);
  check_fails({"--step", "-1"}, "--step: found -1, expected 1e-12 to 1", 2);
  check_fails({"model", "-arc", "3,4"},
              "-arc/--arc: found the width 4, expected odd widths whose product is at most 1000000",
              2);
  check_fails({"model", "--form", "dilatd"},
              "--form: found 'dilatd', expected dilated or single-frame; did you mean 'dilated'?",
              2);
  check_fails({"model", "--dense", "--form", "single-frame"},
              "--form: dense filters have no single-frame form", 2);
  BOOST_TEST(gradcheck_program({"--help"}).out.starts_with("Usage: posegrad gradcheck"));
}

BOOST_AUTO_TEST_CASE(options_are_read) {
  const std::vector<std::string> arguments{"model",      "relu", "--seed",  "7",  "--step=1e-4",
                                           "--elements", "0",    "--plain", "-b", "2"};
  const GradcheckCommand command = parse_gradcheck_options(arguments);
  BOOST_TEST(command.names == (std::vector<std::string>{"model", "relu"}),
             boost::test_tools::per_element());
  BOOST_TEST(command.seed == 7);
  BOOST_TEST(command.step == 1e-4);
  BOOST_TEST(command.elements == 0);
  BOOST_TEST(!command.fused);
  BOOST_TEST(command.batch == 2);
  BOOST_TEST(parse_gradcheck_options({}).elements == -1);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace posegrad::apps
