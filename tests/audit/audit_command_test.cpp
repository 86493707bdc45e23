#include <filesystem>
#include <limits>
#include <map>
#include <set>

#include <boost/test/unit_test.hpp>
#include <nlohmann/json.hpp>

#include "apps/audit/report.h"
#include "tests/support/tiny_dataset.h"

namespace posegrad::test {
namespace {

using Json = nlohmann::json;

const std::vector<std::string> kTiny{"run",  "-k",        "tiny", "-str", "S1,S5", "-ste", "S9",
                                     "-arc", "3,3",       "-ch",  "8",    "-b",    "32",   "-e",
                                     "2",    "--threads", "1",    "-c",   "ck"};

std::vector<std::string> audited(std::vector<std::string> before) {
  before.insert(before.begin(), "audit");
  before.insert(before.end(), kTiny.begin(), kTiny.end());
  return before;
}

std::string line_with(const std::string& text, const std::string& part) {
  const std::size_t at = text.find(part);
  if (at == std::string::npos) return "";
  const std::size_t begin = text.rfind('\n', at) + 1;
  return text.substr(begin, text.find('\n', at) - begin);
}

BOOST_AUTO_TEST_SUITE(audit_command)

// The same numbers as in tests/audit_page/scripts_test.mjs.
BOOST_AUTO_TEST_CASE(shares_read_as_on_the_page) {
  const auto text = apps::share_text;
  BOOST_TEST(text(0) == "0 %");
  BOOST_TEST(text(0.00001) == "< 0.01 %");
  BOOST_TEST(text(0.00012) == "0.012 %");
  BOOST_TEST(text(0.0116) == "1.2 %");
  BOOST_TEST(text(0.179) == "17.9 %");
  BOOST_TEST(text(0.9996) == "99.960 %");
  BOOST_TEST(text(1.0004) == "100.040 %");
  BOOST_TEST(text(2.5) == "250 %");
  BOOST_TEST(text(std::numeric_limits<double>::infinity()) == "not finite");
}

BOOST_AUTO_TEST_CASE(every_element_of_a_whole_run_is_inside_its_bound) {
  const TinyRun run;
  const auto result = run.posegrad(audited({"--elements", "all", "--trace", "trace.json"}));
  BOOST_TEST(result.exit_code == 0);
  BOOST_TEST(result.err.find("rror") == std::string::npos);
  BOOST_TEST(result.out.find("Every checked element is inside its promised bound") !=
             std::string::npos);
  BOOST_TEST(result.out.find("The worst error, of ") != std::string::npos);
  BOOST_TEST(result.out.find(" % of the bound\n") != std::string::npos);
  const Json audit = Json::parse(run.bytes("audit.json"));
  BOOST_TEST(audit["format"] == "posegrad audit 1");
  BOOST_TEST(audit["command"] == Json(kTiny));
  BOOST_TEST(audit["outside"] == 0);
  BOOST_TEST(audit["recorded_calls"] == audit["all_calls"]);
  for (const Json& total : audit["totals"]) BOOST_TEST(total["checked_calls"] == total["calls"]);
  // What the tables are about: training, its evaluation with folded norms, and the last one.
  std::set<std::string> ops;
  for (const Json& op : audit["ops"]) ops.insert(op["name"]);
  for (const char* op : {"conv1d", "conv1d_grad_x", "conv1d_grad_w", "norm_relu_dropout",
                         "norm_relu_dropout_grad_x", "adam", "fold_norm", "bias_relu"})
    BOOST_TEST(ops.contains(op), op);
  const Json trace = Json::parse(run.bytes("trace.json"));
  BOOST_TEST(trace["traceEvents"].size() == audit["calls"].size() + 2);
  BOOST_TEST(run.bytes("audit.html").starts_with("<!DOCTYPE html>"));
  // From the figure back to what it was computed with.
  BOOST_TEST(line_with(result.out, "(MPJPE) action-wise average") != "");
  const Json& last = audit["figures"].back();
  BOOST_TEST(last["name"] == "velocity error, mean over actions");
}

// From a printed figure back through every call to the keypoints.
BOOST_AUTO_TEST_CASE(the_figures_of_an_evaluation_are_led_back_to_its_input) {
  const TinyRun run;
  BOOST_REQUIRE(run.posegrad(kTiny).exit_code == 0);
  std::vector<std::string> command = audited({"--elements", "all"});
  command.insert(command.end(), {"--evaluate", "epoch_2.bin"});
  BOOST_REQUIRE(run.posegrad(command).exit_code == 0);
  const Json audit = Json::parse(run.bytes("audit.json"));
  BOOST_TEST(audit["outside"] == 0);
  BOOST_REQUIRE(audit["figures"].size() == 12U);
  std::map<std::int64_t, const Json*> calls;
  for (const Json& call : audit["calls"]) calls[call["call"]] = &call;
  for (std::size_t i = 0; i < 12; ++i) BOOST_TEST_CONTEXT(audit["figures"][i]["name"]) {
      const Json& figure = audit["figures"][i];
      const Json& last = *calls.at(figure["after_call"]);
      const Json& samples = last["outputs"][0]["check"]["samples"];
      const bool is_average = figure["name"].get<std::string>().ends_with("mean over actions");
      BOOST_TEST(last["op"] == (is_average ? "group_mean" : "weighted_mean"));
      BOOST_TEST(samples.at(is_average ? i % 4 : 0).at(1) == figure["value"]);
      std::multiset<std::string> ops;
      std::set<std::int64_t> seen;
      std::vector<std::int64_t> waiting{last["call"]};
      while (!waiting.empty()) {
        const Json& call = *calls.at(waiting.back());
        waiting.pop_back();
        if (!seen.insert(call["call"].get<std::int64_t>()).second) continue;
        ops.insert(call["op"].get<std::string>());
        for (const Json& input : call["inputs"]) {
          if (input.is_null() || !input.contains("from")) continue;
          waiting.push_back(input["from"]);
          for (const Json& other : input.value("also_from", Json::array()))
            waiting.push_back(other);
        }
      }
      for (const char* op : {"weighted_mean", "group_mean", "root_to_origin", "merge_mirrored",
                             "add", "bias_relu", "conv1d", "collect", "gather_windows"})
        BOOST_TEST(ops.contains(op), op);
      // The four figures of both actions lie side by side; a mean reads them as one input.
      BOOST_TEST(ops.count("weighted_mean") == (is_average ? 8U : 1U));
    }
}

BOOST_AUTO_TEST_CASE(the_audited_run_computes_the_same_bits) {
  const TinyRun run;
  BOOST_REQUIRE(run.posegrad(audited({"--every", "3"})).exit_code == 0);
  const std::string with = run.bytes("ck/epoch_2.bin");
  BOOST_REQUIRE(run.posegrad(kTiny).exit_code == 0);
  BOOST_TEST((run.bytes("ck/epoch_2.bin") == with));
}

BOOST_AUTO_TEST_CASE(two_equal_runs_differ_in_nothing_and_another_seed_from_the_first_op) {
  const TinyRun run;
  const auto make = [&](const char* name, const char* seed) {
    std::vector<std::string> command = audited({"-o", name});
    command.insert(command.end(), {"--seed", seed});
    BOOST_REQUIRE(run.posegrad(command).exit_code == 0);
  };
  make("a", "1");
  make("b", "1");
  make("c", "2");
  const auto same = run.posegrad({"audit", "diff", "a.json", "b.json"});
  BOOST_TEST(same.exit_code == 0);
  BOOST_TEST(same.out.find("All of them are the same, bit for bit") != std::string::npos);
  const auto other = run.posegrad({"audit", "diff", "a.json", "c.json"});
  BOOST_TEST(other.exit_code == 1);
  BOOST_TEST(line_with(other.out, "First difference:") ==
             "First difference: conv1d in training step/model_pos/expand_conv, step 1 (calls 2 and "
             "2)");
  BOOST_TEST(other.out.find("its inputs differ already") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_run_that_fails_is_reported_as_far_as_it_came) {
  const TinyRun run;
  std::vector<std::string> command = audited({});
  command.insert(command.end(), {"-lr", "1e30"});
  const auto result = run.posegrad(command);
  BOOST_TEST(result.exit_code == 1);
  BOOST_TEST(result.err.find("the learning rate may be too large") != std::string::npos);
  BOOST_TEST(run.has("audit.json"));
}

BOOST_AUTO_TEST_CASE(what_is_not_there_or_no_audit_is_refused_in_one_line) {
  const TinyRun run;
  run.write("other.json", "{\"a\": 1}");
  BOOST_TEST(run.posegrad({"audit", "diff", "no.json", "other.json"}).err ==
             "posegrad audit: cannot open no.json: No such file or directory\n");
  BOOST_TEST(run.posegrad({"audit", "diff", "other.json", "other.json"}).err ==
             "posegrad audit: other.json: this is not an audit of posegrad\n");
  BOOST_TEST(run.posegrad({"audit", "diff", "other.json"}).exit_code == 2);
  BOOST_TEST(run.posegrad({"audit", "diff", "--help"}).exit_code == 2);
  BOOST_TEST(run.posegrad({"audit", "run", "--evry", "3"}).err.find("posegrad run --help") !=
             std::string::npos);
  const auto nowhere = run.posegrad(audited({"-o", "no/folder/audit"}));
  BOOST_TEST(nowhere.exit_code == 1);
  BOOST_TEST(nowhere.err.find("no/folder") != std::string::npos);
  BOOST_TEST(nowhere.out == "");
}

BOOST_AUTO_TEST_CASE(nothing_but_an_earlier_audit_is_replaced) {
  const TinyRun run;
  run.write("mine.json", "precious");
  const auto refused = run.posegrad(audited({"-o", "mine"}));
  BOOST_TEST(refused.exit_code == 2);
  BOOST_TEST(refused.out == "");
  BOOST_TEST(run.bytes("mine.json") == "precious");
  // A checkpoint that the command itself wrote.
  std::filesystem::create_directory(run.path("ck"));
  const auto late = run.posegrad(audited({"--trace", "ck/epoch_2.bin"}));
  BOOST_TEST(late.exit_code != 0);
  BOOST_TEST(late.out.find("Audit: ") != std::string::npos);
  BOOST_TEST(!run.bytes("ck/epoch_2.bin").starts_with("{"));
  BOOST_TEST(run.posegrad(audited({"-o", "b", "--trace", "b.json"})).exit_code == 2);
  BOOST_TEST(run.posegrad(audited({"--trace", "t.json"})).exit_code == 0);
  BOOST_TEST(run.posegrad(audited({"--trace", "t.json"})).exit_code == 0);
}

BOOST_AUTO_TEST_CASE(a_path_in_any_encoding_does_not_lose_the_report) {
  const TinyRun run;
  std::vector<std::string> command = audited({"--trace", "t.json"});
  command.back() = "ck\xff";
  BOOST_TEST(run.posegrad(command).exit_code == 0);
  BOOST_TEST(run.has("audit.html"));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace posegrad::test
