#include <boost/test/unit_test.hpp>
#include <nlohmann/json.hpp>

#include "tests/support/run_program.h"
#include "tests/support/temporary_folder.h"

namespace posegrad::apps {
namespace {

using test::run_posegrad;

BOOST_AUTO_TEST_SUITE(bench_command)

BOOST_AUTO_TEST_CASE(every_kind_of_work_is_measured_and_written) {
  const test::TemporaryFolder folder;
  const std::string file = folder / "figures.json";
  const auto result = run_posegrad({"bench", "-ch", "8", "-b", "12", "--frames", "20",
                                    "--sequences", "2", "--repeats", "1", "--json", file});
  BOOST_TEST(result.exit_code == 0);
  BOOST_TEST(result.err == "");
  const auto figures = nlohmann::json::parse(test::read_text(file));
  BOOST_TEST(figures["sgemm_gflops_per_second"].get<double>() > 0);
  BOOST_REQUIRE(figures["results"].size() == 3U);
  const auto& train = figures["results"][0];
  BOOST_TEST(train["work"] == "train");
  BOOST_TEST(train["arc"] == "3,3,3");
  BOOST_TEST(train["samples_per_second"].get<double>() > 0);
  // The single-frame form: 9 frames behind the first convolution, 3 behind the second, 1 behind the
  // last.
  const double forward = 9 * 34 * 3 * 8 + 3 * (3 * 8 * 8 + 8 * 8) + (3 * 8 * 8 + 8 * 8) + 8 * 51;
  const double flops = 12 * 2 * (3 * forward - 9 * 34 * 3 * 8);
  BOOST_TEST(
      train["gflops_per_second"].get<double>() * train["seconds"].get<double>() * 1e9 == flops,
      boost::test_tools::tolerance(1e-9));
  const auto& eval = figures["results"][1];
  BOOST_TEST(eval["work"] == "eval");
  BOOST_TEST(eval["frames_per_second"].get<double>() * eval["seconds"].get<double>() == 40,
             boost::test_tools::tolerance(1e-9));
  const auto& ops = figures["results"][2];
  BOOST_TEST(ops["work"] == "ops");
  for (const char* work : {"train", "eval"}) {
    double sum = 0;
    for (const auto& op : ops[work]["ops"]) sum += op["seconds"].get<double>();
    BOOST_TEST(sum > 0);
    BOOST_TEST(sum <= ops[work]["seconds"].get<double>());
  }
}

BOOST_AUTO_TEST_CASE(wrong_usage_is_told) {
  const auto check = [](std::vector<std::string> arguments, const std::string& message) {
    arguments.insert(arguments.begin(), "bench");
    const auto result = run_posegrad(arguments);
    BOOST_TEST(result.exit_code == 2);
    BOOST_TEST(result.err == "posegrad bench: " + message + " (see posegrad bench --help)\n");
  };
  check({"trian"},
        "found 'trian', expected one of train, eval, ops, detect, mpi; did you mean 'train'?");
  check({"-arc", "3,4"},
        "-arc/--arc: found the width 4, expected odd widths whose product is at most 1000000");
  check({"-b", "4", "-s", "9"}, "-b/--batch: found 4, expected at least the 9 frames of a chunk");
  check({"--repeats", "0"}, "--repeats: found 0, expected 1 to 1000");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace posegrad::apps
