#include "apps/audit/page/page_content.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

namespace posegrad::apps {
namespace {

using Json = nlohmann::json;

constexpr std::size_t kFigures = 2000, kCallsOfARound = 1000, kOutside = 500, kWorst = 200;

/// A round is known by its outermost scope and its number.
using RoundName = std::pair<std::string, std::int64_t>;

using Rounds = std::map<RoundName, std::vector<std::size_t>>;  // places in audit["calls"]

std::string outermost(const std::string& scope) { return scope.substr(0, scope.find('/')); }

RoundName round_of(const Json& call) {
  return {outermost(call.at("scope").get<std::string>()), call.at("round").get<std::int64_t>()};
}

const Json* check_of(const Json& output) {
  if (!output.is_object()) return nullptr;
  const auto check = output.find("check");
  return check == output.end() ? nullptr : &*check;
}

const Json& outputs_of(const Json& call) {
  static const Json none = Json::array();
  const auto outputs = call.find("outputs");
  return outputs == call.end() ? none : *outputs;
}

bool is_outside(const Json& call) {
  return std::ranges::any_of(outputs_of(call), [](const Json& output) {
    const Json* check = check_of(output);
    return check != nullptr && check->at("outside").get<std::int64_t>() > 0;
  });
}

/// Largest share of a bound among the outputs; a share without a number (null in files) is more
/// than any. Negative: nothing was checked.
double share_of(const Json& call) {
  double most = -1;
  for (const Json& output : outputs_of(call)) {
    const Json* check = check_of(output);
    if (check == nullptr) continue;
    const Json& share = check->at("worst").at("share_of_bound");
    const double value = share.is_number() ? share.get<double>() : std::nan("");
    most = std::isnan(value) ? std::numeric_limits<double>::infinity() : std::max(most, value);
  }
  return most;
}

bool is_convolution(const Json& call) {
  const std::string op = call.value("op", std::string());
  return op == "conv1d" || op == "winograd_conv1d";
}

/// The first and the last round of each outermost scope, and the first one with a pass through the
/// network: before it norms may have been folded in rounds of their own.
Rounds drawn_rounds(const Json& calls) {
  Rounds all, drawn;
  std::set<std::string> passed;  // scopes in which a pass was found
  for (std::size_t i = 0; i < calls.size(); ++i) all[round_of(calls[i])].push_back(i);
  for (auto at = all.begin(); at != all.end(); ++at) {
    const std::string& scope = at->first.first;
    const bool is_first = at == all.begin() || std::prev(at)->first.first != scope;
    const bool is_last = std::next(at) == all.end() || std::next(at)->first.first != scope;
    const bool is_pass = std::ranges::any_of(
        at->second, [&calls](std::size_t place) { return is_convolution(calls[place]); });
    const bool is_first_pass = is_pass && passed.insert(scope).second;
    if (is_first || is_last || is_first_pass) drawn.insert(*at);
  }
  return drawn;
}

std::set<std::size_t> remarkable(const Json& calls) {
  std::set<std::size_t> kept;
  std::vector<std::pair<double, std::size_t>> by_share;
  for (std::size_t i = 0; i < calls.size(); ++i) {
    if (kept.size() < kOutside && is_outside(calls[i])) kept.insert(i);
    if (const double share = share_of(calls[i]); share >= 0) by_share.emplace_back(-share, i);
  }
  const std::size_t worst = std::min(kWorst, by_share.size());
  std::partial_sort(by_share.begin(), by_share.begin() + static_cast<std::ptrdiff_t>(worst),
                    by_share.end());
  for (std::size_t i = 0; i < worst; ++i) kept.insert(by_share[i].second);
  return kept;
}

/// `most` of the items, evenly, with the first and the last.
Json thinned(const Json& items, std::size_t most) {
  if (items.size() <= most) return items;
  Json kept = Json::array();
  for (std::size_t i = 0; i < most; ++i) kept.push_back(items[i * (items.size() - 1) / (most - 1)]);
  return kept;
}

}  // namespace

Json page_content(const Json& audit) {
  const Json& calls = audit.at("calls");
  const Json& figures = audit.at("figures");
  std::set<std::size_t> kept = remarkable(calls);
  Json rounds = Json::array();
  for (const auto& [name, places] : drawn_rounds(calls)) {
    const std::size_t shown = std::min(places.size(), kCallsOfARound);
    kept.insert(places.begin(), places.begin() + static_cast<std::ptrdiff_t>(shown));
    rounds.push_back({{"scope", name.first},
                      {"round", name.second},
                      {"calls", shown},
                      {"left_out", places.size() - shown}});
  }
  Json content = Json::object();
  for (const auto& [key, value] : audit.items())
    if (key != "calls" && key != "figures") content[key] = value;
  content["figures"] = thinned(figures, kFigures);
  content["calls"] = Json::array();
  for (const std::size_t i : kept) content["calls"].push_back(calls[i]);
  content["page"] = {{"rounds", std::move(rounds)},
                     {"calls_left_out", calls.size() - kept.size()},
                     {"figures_left_out", figures.size() - content["figures"].size()}};
  return content;
}

}  // namespace posegrad::apps
