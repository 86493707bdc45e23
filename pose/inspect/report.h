#pragma once
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

namespace posegrad::pose::inspection {

using Json = nlohmann::ordered_json;

/// One thing that is known of a file. What the table prints and what JSON holds come from the same
/// fact, so that neither knows more.
struct Fact {
  std::string name;  // in words: "longest gap"; JSON's key is "longest_gap"
  Json value;        // null: not known
  std::string text;  // for the table where the value's own text does not do
};

struct Section {
  std::string name;
  std::vector<Fact> facts = {};

  void add(std::string fact, const Json& value, std::string text = {});
};

/// What posegrad inspect found.
struct Report {
  std::string file, kind;         // kind: "detections", "checkpoint", "data set", "video"
  std::vector<Section> sections;  // no two of a name, none of the names of the other members
  std::vector<std::string> odd;   // what may be why a pose is wrong, one line each
  std::string refused;            // why the file cannot be used; empty: it can

  /// The section of that name, a new one where there is none. Valid until the next call.
  Section& section(std::string_view name);
};

/// "longest gap" -> "longest_gap"
std::string key_of(std::string_view name);

/// A table, lines of at most 100 columns where words allow it, without the last line end.
std::string report_text(const Report& report);

/// {"file", "kind", "refused" (null or the reason), SECTION: {FACT: value, ...}, ..., "odd":
/// [...]}. Numbers that are not finite are null.
Json report_json(const Report& report);

/// "12", "0.033", "yes", "a, b, c", "not known".
std::string value_text(const Json& value);
/// "12.3 %"
std::string percent_text(double share);
/// The first `most` of them and "and N more".
std::string list_text(const std::vector<std::string>& items, std::size_t most);

}  // namespace posegrad::pose::inspection
