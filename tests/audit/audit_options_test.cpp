#include <boost/test/unit_test.hpp>

#include "apps/audit/options.h"
#include "apps/usage_error.h"
#include "tensor/error.h"

namespace posegrad::apps {
namespace {

AuditOptions parse(std::vector<std::string> arguments) { return parse_audit_options(arguments); }

std::string refusal(std::vector<std::string> arguments) {
  try {
    parse(std::move(arguments));
  } catch (const UsageError& error) {
    return error.what();
  }
  return "accepted";
}

BOOST_AUTO_TEST_SUITE(audit_options)

BOOST_AUTO_TEST_CASE(options_before_the_command_are_ours_and_the_rest_is_its_own) {
  const AuditOptions o = parse({"--every", "10", "--steps", "1-3,100", "--ops", "conv1d,batchnorm",
                                "--elements", "7", "-o", "out", "run", "--every", "3", "-e", "1"});
  BOOST_TEST(o.sampling.every == 10);
  BOOST_REQUIRE(o.sampling.rounds.size() == 2U);
  BOOST_TEST(o.sampling.rounds[0].last == 3);
  BOOST_TEST(o.sampling.rounds[1].first == 100);
  BOOST_TEST(o.sampling.ops.size() == 2U);
  BOOST_TEST(o.sampling.elements == 7);
  BOOST_TEST(o.output == "out");
  BOOST_TEST(o.command.size() == 5U);
  BOOST_TEST(o.command[1] == "--every");
}

BOOST_AUTO_TEST_CASE(defaults) {
  const AuditOptions o = parse({"wild", "x"});
  BOOST_TEST(o.sampling.every == 1);
  BOOST_TEST(o.sampling.elements == 4096);
  BOOST_TEST(o.output == "audit");
  BOOST_TEST(parse({"-o", "run", "run"}).output == "run");
  BOOST_TEST(parse({"--elements", "all", "run"}).sampling.elements == 0);
}

BOOST_AUTO_TEST_CASE(what_cannot_be_is_refused_in_one_line) {
  BOOST_TEST(refusal({}) == "expected a command to audit: run or wild with their options, or diff");
  BOOST_TEST(refusal({"bench"}) ==
             "found 'bench', expected options and then one of run, wild, diff");
  BOOST_TEST(refusal({"--every", "0", "run"}) == "--every: found 0, expected 1 or more");
  BOOST_TEST(refusal({"--steps", "3-1", "run"}) ==
             "--steps: found '3-1', which ends before it begins");
  BOOST_TEST(refusal({"--steps", "x", "run"}) == "--steps: found 'x', expected a number from 1");
  BOOST_TEST(refusal({"--elements", "0", "run"}) ==
             "--elements: found '0', expected a number from 1");
  BOOST_TEST(refusal({"--ops", "convd", "run"}) ==
             "--ops: no op's name begins with 'convd'; did you mean 'conv1d'?");
  BOOST_TEST(refusal({"-o", "x", "diff", "a", "b"}) ==
             "diff: writes no report; -o/--output and --trace are for run and wild");
  BOOST_TEST(refusal({"-o", "", "run"}) == "-o/--output: found '', expected a name");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace posegrad::apps
