#include <boost/test/unit_test.hpp>
#include <nlohmann/json.hpp>

#include "apps/audit/difference.h"
#include "pose/formats/json.h"
#include "tensor/error.h"

namespace posegrad::apps {
namespace {

using Json = nlohmann::json;

/// A recorded call with one sampled element.
Json call(int number, const char* scope, double value, double expected, double bound,
          const char* hash) {
  const bool outside = std::abs(value - expected) > bound;
  return {
      {"call", number},
      {"op", "add"},
      {"scope", scope},
      {"round", 1},
      {"backward", false},
      {"outputs",
       {{{"shape", {2, 3}},
         {"sha256", hash},
         {"check", {{"outside", outside ? 1 : 0}, {"samples", {{0, value, expected, bound}}}}}}}}};
}

pose::formats::Field audit_of(Json calls, double figure = 1, int outside = 0) {
  const Json audit{{"format", "posegrad audit 1"},
                   {"outside", outside},
                   {"calls", std::move(calls)},
                   {"figures", {{{"name", "error"}, {"value", figure}}}}};
  return {pose::formats::read_json(audit.dump(), "x.json"), "x.json"};
}

BOOST_AUTO_TEST_SUITE(audit_diff)

BOOST_AUTO_TEST_CASE(rounding_of_one_kernel_and_what_others_inherit_of_it_is_rounding) {
  const auto a =
      audit_of({call(1, "s/a", 1.0, 1.0, 1e-3, "x"), call(2, "s/b", 2.0, 2.0, 1e-3, "y")});
  const auto b =
      audit_of({call(1, "s/a", 1.001, 1.0, 1e-3, "z"), call(2, "s/b", 2.5, 2.5, 1e-3, "w")}, 1.5);
  const Difference d = difference(a, b);
  BOOST_TEST(d.is_rounding());
  BOOST_REQUIRE(d.first_bytes() != nullptr);
  BOOST_TEST(d.first_bytes()->scope == "s/a");
  BOOST_TEST(d.first_bytes()->own == 0.5, boost::test_tools::tolerance(1e-9));
  BOOST_TEST(d.first_bytes()->inherited == 0);
  BOOST_TEST(d.outputs[1].own == 0);
  BOOST_TEST(d.outputs[1].inherited == 0.25);
  BOOST_TEST(d.outputs[1].relative == 0.25);
  BOOST_TEST(d.figures.at(0).b == 1.5);
}

BOOST_AUTO_TEST_CASE(a_kernel_beyond_its_bound_is_found_behind_rounding) {
  const auto a =
      audit_of({call(1, "s/a", 1.0, 1.0, 1e-3, "x"), call(2, "s/b", 2.0, 2.0, 1e-3, "y")});
  const auto b =
      audit_of({call(1, "s/a", 1.0005, 1.0, 1e-3, "z"), call(2, "s/b", 2.1, 2.0, 1e-3, "w")});
  const Difference d = difference(a, b);
  BOOST_TEST(!d.is_rounding());
  BOOST_TEST(d.first_bytes()->scope == "s/a");
  BOOST_REQUIRE(d.first_beyond_rounding() != nullptr);
  BOOST_TEST(d.first_beyond_rounding()->scope == "s/b");
  BOOST_TEST(d.first_beyond_rounding()->broken_b);
  BOOST_TEST(!d.first_beyond_rounding()->broken_a);
}

BOOST_AUTO_TEST_CASE(other_inputs_from_the_start_are_not_rounding) {
  const auto a = audit_of({call(1, "s/a", 1.0, 1.0, 1e-3, "x")});
  const auto b = audit_of({call(1, "s/a", 3.0, 3.0, 1e-3, "z")});
  const Difference d = difference(a, b);
  BOOST_TEST(d.inputs_differ());
  BOOST_TEST(!d.is_rounding());
}

BOOST_AUTO_TEST_CASE(calls_without_a_counterpart_are_counted) {
  const auto a = audit_of({call(1, "s/a", 1, 1, 1, "x"), call(2, "s/a", 1, 1, 1, "x")});
  const auto b = audit_of(
      {call(1, "s/a", 1, 1, 1, "x"), call(2, "s/c", 1, 1, 1, "x"), call(3, "s/d", 1, 1, 1, "x")});
  const Difference d = difference(a, b);
  BOOST_TEST(d.outputs.size() == 1U);
  BOOST_TEST(d.only_a == 1);
  BOOST_TEST(d.only_b == 2);
  BOOST_TEST(d.first_bytes() == nullptr);
}

BOOST_AUTO_TEST_CASE(another_shape_is_beyond_rounding) {
  const auto a = audit_of({call(1, "s/a", 1, 1, 1, "x")});
  Json other = call(1, "s/a", 1, 1, 1, "y");
  other["outputs"][0]["shape"] = {2, 4};
  const Difference d = difference(a, audit_of({other}));
  BOOST_REQUIRE(d.first_beyond_rounding() != nullptr);
  BOOST_TEST(!d.first_beyond_rounding()->same_shape);
}

BOOST_AUTO_TEST_CASE(what_is_wrong_in_one_run_is_no_rounding_wherever_it_was_seen) {
  const auto right = audit_of({call(1, "s/a", 1, 1, 1e-3, "x")});
  // Not checked at the same places in the other run.
  Json unchecked = call(1, "s/a", 1, 1, 1e-3, "y");
  unchecked["outputs"][0].erase("check");
  const auto wrong = audit_of({call(1, "s/a", 2, 1, 1e-3, "x")});
  const Difference d = difference(wrong, audit_of({unchecked}));
  BOOST_TEST(d.unchecked() == 1);
  BOOST_TEST(d.first_beyond_rounding() != nullptr);
  // In a call that the other run does not have.
  BOOST_TEST(!difference(audit_of({call(1, "s/a", 1, 1, 1e-3, "x")}, 1, 5), right).is_rounding());
}

BOOST_AUTO_TEST_CASE(figures_that_differ_behind_equal_outputs_are_not_explained) {
  const Json calls{call(1, "s/a", 1, 1, 1e-3, "x")};
  const Difference d = difference(audit_of(calls, 1), audit_of(calls, 2));
  BOOST_TEST(d.unexplained());
  BOOST_TEST(!d.is_rounding());
  BOOST_TEST(difference(audit_of(calls, 1), audit_of(calls, 1)).is_rounding());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace posegrad::apps
