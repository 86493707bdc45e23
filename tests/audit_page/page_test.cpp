#include "apps/audit/page.h"

#include <limits>
#include <set>
#include <string>

#include <boost/test/unit_test.hpp>
#include <nlohmann/json.hpp>

#include "apps/audit/page/page_content.h"

namespace posegrad::apps {
namespace {

using nlohmann::json;

json call(int number, const std::string& scope, int round, const json& share = nullptr,
          int outside = 0) {
  return {{"call", number},
          {"scope", scope},
          {"round", round},
          {"outputs",
           {nullptr, {{"check", {{"outside", outside}, {"worst", {{"share_of_bound", share}}}}}}}}};
}

json unchecked(int number, const std::string& scope, int round) {
  return {{"call", number}, {"scope", scope}, {"round", round}, {"outputs", {{{"dtype", "f32"}}}}};
}

json audit_of(json calls) {
  return {{"calls", std::move(calls)}, {"figures", json::array()}, {"totals", {1, 2, 3}}};
}

std::set<int> numbers(const json& content) {
  std::set<int> found;
  for (const json& kept : content.at("calls")) found.insert(kept.at("call").get<int>());
  return found;
}

BOOST_AUTO_TEST_SUITE(audit_page_content)

BOOST_AUTO_TEST_CASE(first_and_last_rounds_of_each_outermost_scope_are_kept) {
  json calls = json::array();
  for (int round = 1; round <= 4; ++round) {
    calls.push_back(unchecked(10 * round, "step/a", round));
    calls.push_back(unchecked(10 * round + 1, "step/b", round));
    calls.push_back(unchecked(10 * round + 2, "evaluation", round));
  }
  const json content = page_content(audit_of(calls));
  BOOST_TEST((numbers(content) == std::set<int>{10, 11, 12, 40, 41, 42}));
  BOOST_TEST(content["page"]["calls_left_out"] == 6);
  BOOST_REQUIRE(content["page"]["rounds"].size() == 4U);
  BOOST_TEST(content["page"]["rounds"][3] ==
             json({{"scope", "step"}, {"round", 4}, {"calls", 2}, {"left_out", 0}}));
  BOOST_TEST(content["totals"] == json({1, 2, 3}));
}

BOOST_AUTO_TEST_CASE(the_first_pass_through_the_network_is_kept) {
  json calls = json::array();
  for (const char* op : {"fold_norm", "conv1d", "conv1d", "group_mean"}) {
    const int round = static_cast<int>(calls.size()) + 1;
    calls.push_back(unchecked(round, "evaluation", round));
    calls.back()["op"] = op;
  }
  BOOST_TEST((numbers(page_content(audit_of(calls))) == std::set<int>{1, 2, 4}));
}

BOOST_AUTO_TEST_CASE(calls_of_other_rounds_are_kept_when_beyond_their_bound_or_among_the_worst) {
  json calls = json::array({unchecked(1, "s", 1)});
  for (int i = 2; i <= 1000; ++i) calls.push_back(call(i, "s", 2, i / 1000.0));
  calls.push_back(unchecked(1001, "s", 2));
  calls[10] = call(11, "s", 2, 1.5, 3);
  calls[20] = call(21, "s", 2, nullptr);  // not a number: worse than any
  calls[30] = call(31, "s", 2, std::numeric_limits<double>::quiet_NaN());
  calls.push_back(unchecked(1002, "s", 3));
  const json content = page_content(audit_of(calls));
  const std::set<int> kept = numbers(content);
  BOOST_TEST(kept.size() == 202U);  // the two rounds, and 200
  for (const int number : {1, 11, 21, 31, 804, 1000, 1002}) BOOST_TEST(kept.contains(number));
  for (const int number : {2, 803, 1001}) BOOST_TEST(!kept.contains(number));
  BOOST_TEST(content["page"]["calls_left_out"] == 1002 - 202);
}

BOOST_AUTO_TEST_CASE(the_first_500_beyond_their_bound_are_kept) {
  json calls = json::array({unchecked(0, "s", 1)});
  for (int i = 1; i <= 900; ++i) calls.push_back(call(i, "s", 2, i <= 700 ? 2 : 3, 1));
  calls.push_back(unchecked(901, "s", 3));
  const std::set<int> kept = numbers(page_content(audit_of(calls)));
  BOOST_TEST(kept.contains(500));
  BOOST_TEST(!kept.contains(501));
  BOOST_TEST(!kept.contains(700));
  BOOST_TEST(kept.contains(701));  // among the worst
}

BOOST_AUTO_TEST_CASE(a_huge_round_is_cut) {
  json calls = json::array();
  for (int i = 1; i <= 1500; ++i) calls.push_back(unchecked(i, "", 0));
  const json content = page_content(audit_of(calls));
  BOOST_TEST(content["calls"].size() == 1000U);
  BOOST_TEST(content["page"]["rounds"][0]["left_out"] == 500);
  BOOST_TEST(content["page"]["rounds"][0]["scope"] == "");
}

BOOST_AUTO_TEST_CASE(figures_are_thinned_evenly) {
  json audit = audit_of(json::array());
  for (int i = 0; i <= 5000; ++i) audit["figures"].push_back(i);
  const json content = page_content(audit);
  const json& figures = content["figures"];
  BOOST_REQUIRE(figures.size() == 2000U);
  BOOST_TEST(figures.front() == 0);
  BOOST_TEST(figures.back() == 5000);
  for (std::size_t i = 1; i < figures.size(); ++i) {
    const int step = figures[i].get<int>() - figures[i - 1].get<int>();
    BOOST_TEST((step == 2 || step == 3));
  }
  BOOST_TEST(content["page"]["figures_left_out"] == 3001);
}

BOOST_AUTO_TEST_CASE(text_of_the_audit_cannot_become_markup) {
  json audit = audit_of(json::array());
  const std::string attack = "</script><!--<b>&amp;\u2028\u2029{{script}}{{audit}}";
  audit["command"] = {attack, std::string("\xff")};
  const std::string page = audit_page(audit);
  const std::string begin = R"(<script type="application/json" id="audit">)";
  const std::size_t at = page.find(begin) + begin.size();
  const std::string embedded = page.substr(at, page.find("</script>", at) - at);
  BOOST_TEST(embedded.find_first_of("<>&") == std::string::npos);
  for (const char c : embedded) BOOST_REQUIRE((c >= ' ' && c <= '~'));
  BOOST_TEST(json::parse(embedded)["command"] == json({attack, "\uFFFD"}));
}

BOOST_AUTO_TEST_CASE(the_page_fetches_nothing_and_has_all_its_parts) {
  const std::string page = audit_page(audit_of(json::array()));
  for (const char* place : {"{{style}}", "{{audit}}", "{{script}}", "@import", "url(http", "src="})
    BOOST_TEST(page.find(place) == std::string::npos, place);
  BOOST_TEST(page.find("default-src 'none'") != std::string::npos);
  BOOST_TEST(page.ends_with("</html>\n"));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace posegrad::apps
