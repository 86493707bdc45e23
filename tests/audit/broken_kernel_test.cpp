#include <set>

#include <boost/test/unit_test.hpp>
#include <nlohmann/json.hpp>

#include "tests/support/tiny_dataset.h"

namespace posegrad::test {
namespace {

const std::vector<std::string> kTiny{"run",  "-k",        "tiny", "-str", "S1,S5", "-ste", "S9",
                                     "-arc", "3,3",       "-ch",  "8",    "-b",    "32",   "-e",
                                     "1",    "--threads", "1",    "-c",   "ck"};

ProgramResult audit_with(const char* program, const TinyRun& run) {
  std::vector<std::string> command{program, "audit", "--elements", "all"};
  command.insert(command.end(), kTiny.begin(), kTiny.end());
  return run_program(command, {.working_directory = run.path(".")});
}

// The ops of the recorded calls that broke their bounds, each once, in the order of the calls.
std::vector<std::string> wrong_ops(const TinyRun& run) {
  std::vector<std::string> ops;
  const nlohmann::json audit = nlohmann::json::parse(run.bytes("audit.json"));
  for (const auto& call : audit["calls"])
    for (const auto& output : call["outputs"])
      if (!output.is_null() && output["check"]["outside"] > 0 &&
          (ops.empty() || ops.back() != call["op"]))
        ops.push_back(call["op"]);
  return ops;
}

BOOST_AUTO_TEST_SUITE(broken_kernel)

BOOST_AUTO_TEST_CASE(a_broken_update_is_named_with_its_layer_and_element) {
  const TinyRun run;
  const ProgramResult result = audit_with(POSEGRAD_BROKEN_ADAM, run);
  BOOST_TEST(result.exit_code == 1);
  BOOST_TEST(result.out.find("\nWRONG, in the order of the calls\n"
                             "  adam in training step/optimizer/expand_bn.weight, call ") !=
             std::string::npos);
  BOOST_TEST(result.out.find(": element ") != std::string::npos);
  for (const std::string& op : wrong_ops(run)) BOOST_TEST(op == "adam");
  BOOST_TEST(!wrong_ops(run).empty());
}

BOOST_AUTO_TEST_CASE(a_broken_residual_of_the_evaluation_is_named) {
  const TinyRun run;
  const ProgramResult result = audit_with(POSEGRAD_BROKEN_BIAS_RELU, run);
  BOOST_TEST(result.exit_code == 1);
  BOOST_TEST(result.out.find("  bias_relu in evaluation/model_pos/layers_conv.1, call ") !=
             std::string::npos);
  const std::vector<std::string> wrong = wrong_ops(run);
  BOOST_TEST(wrong == std::vector<std::string>{"bias_relu"}, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_broken_mean_of_mirrored_poses_is_named) {
  const TinyRun run;
  const ProgramResult result = audit_with(POSEGRAD_BROKEN_MERGE, run);
  BOOST_TEST(result.exit_code == 1);
  BOOST_TEST(result.out.find("  merge_mirrored in evaluation/model_pos, call ") !=
             std::string::npos);
  BOOST_TEST(wrong_ops(run) == std::vector<std::string>{"merge_mirrored"},
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_broken_metric_is_named) {
  const TinyRun run;
  const ProgramResult result = audit_with(POSEGRAD_BROKEN_METRICS, run);
  BOOST_TEST(result.exit_code == 1);
  BOOST_TEST(result.out.find("  mpjpe in evaluation/metrics/MPJPE, call ") != std::string::npos);
  const std::vector<std::string> wrong = wrong_ops(run);
  const std::set<std::string> names(wrong.begin(), wrong.end());
  BOOST_TEST(names == (std::set<std::string>{"mpjpe", "p_mpjpe", "n_mpjpe", "mpjve"}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_broken_mean_of_a_figure_is_named) {
  const TinyRun run;
  const ProgramResult result = audit_with(POSEGRAD_BROKEN_MEANS, run);
  BOOST_TEST(result.exit_code == 1);
  BOOST_TEST(wrong_ops(run) == std::vector<std::string>{"weighted_mean"},
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace posegrad::test
