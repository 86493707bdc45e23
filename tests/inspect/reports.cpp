#include "tests/inspect/reports.h"

#include <algorithm>

#include <boost/test/unit_test.hpp>
#include <fmt/format.h>

#include "tensor/error.h"
#include "tests/detections/read/people_text.h"

namespace posegrad::test {

using pose::inspection::Fact;
using pose::inspection::Json;
using pose::inspection::Report;
using pose::inspection::Section;

namespace {

const Fact* find_fact(const Report& report, const std::string& section, const std::string& name) {
  const auto found = std::ranges::find(report.sections, section, &Section::name);
  if (found == report.sections.end()) return nullptr;
  const auto at = std::ranges::find(found->facts, name, &Fact::name);
  return at == found->facts.end() ? nullptr : &*at;
}

/// Line ends and blanks as one blank each.
std::string on_one_line(const std::string& text) {
  std::string line;
  for (const char c : text) {
    if (c != ' ' && c != '\n')
      line += c;
    else if (!line.ends_with(' '))
      line += ' ';
  }
  return line;
}

void check_leaves(const Json& json, const std::string& table) {
  constexpr std::size_t kShown = 5;  // longer lists are shortened in the table
  if (json.is_object() || (json.is_array() && json.size() <= kShown)) {
    const bool is_frames = json.is_array() && !json.empty() && json[0].is_number();
    for (const Json& item : json)
      if (!is_frames) check_leaves(item, table);
  } else if (json.is_string()) {
    BOOST_TEST(table.find(on_one_line(json.get<std::string>())) != std::string::npos,
               json.dump() << " is not in " << table);
  } else if (json.is_number_integer()) {
    BOOST_TEST(table.find(json.dump()) != std::string::npos, json.dump() << " not in " << table);
  }
}

}  // namespace

const Fact& fact(const Report& report, const std::string& section, const std::string& name) {
  const Fact* found = find_fact(report, section, name);
  if (found == nullptr)
    throw Error(fmt::format("no fact {}: {} in\n{}", section, name, report_text(report)));
  return *found;
}

std::string value(const Report& report, const std::string& section, const std::string& name) {
  return fact(report, section, name).value.dump();
}

bool has_fact(const Report& report, const std::string& section, const std::string& name) {
  return find_fact(report, section, name) != nullptr;
}

std::size_t odd_with(const Report& report, const std::string& text) {
  return static_cast<std::size_t>(std::ranges::count_if(
      report.odd, [&](const std::string& line) { return line.find(text) != std::string::npos; }));
}

void check_same_content(const Report& report) {
  const std::string text = report_text(report), table = on_one_line(text);
  const Json json = Json::parse(report_json(report).dump());
  BOOST_TEST(json["file"] == report.file);
  BOOST_TEST(json["kind"] == report.kind);
  BOOST_TEST(json["refused"].is_null() == report.refused.empty());
  BOOST_TEST(json["odd"].size() == report.odd.size());
  std::size_t sections = 4;  // with the four above
  for (const Section& section : report.sections) {
    if (section.facts.empty()) continue;
    ++sections;
    const Json& facts = json[pose::inspection::key_of(section.name)];
    BOOST_TEST(facts.size() == section.facts.size(), section.name);
    BOOST_TEST(text.find("\n" + section.name + "\n") != std::string::npos, section.name);
    for (const Fact& one : section.facts) {
      BOOST_TEST(facts.contains(pose::inspection::key_of(one.name)), one.name);
      BOOST_TEST(text.find("\n  " + one.name + " ") != std::string::npos, one.name);
    }
  }
  BOOST_TEST(json.size() == sections);
  check_leaves(json, table);
}

std::string coco_results(const std::vector<std::string>& keypoints) {
  std::string text;
  for (std::size_t frame = 0; frame < keypoints.size(); ++frame) {
    if (keypoints[frame].empty()) continue;
    text += text.empty() ? "[" : ",";
    text += fmt::format(R"({{"image_id":{},"category_id":1,"keypoints":[{}],"score":0.5}})", frame,
                        keypoints[frame]);
  }
  return text + "]";
}

std::string walking_results(Index frames, double step) {
  std::vector<std::string> keypoints;
  for (Index frame = 0; frame < frames; ++frame)
    keypoints.push_back(triples(100 + step * static_cast<double>(frame)));
  return coco_results(keypoints);
}

Report InspectedFiles::inspect(const std::string& name, const std::string& text,
                               const pose::InspectOptions& options) const {
  write_text(path(name), text);
  return inspect(name, options);
}

Report InspectedFiles::inspect(const std::string& name, const pose::InspectOptions& options) const {
  Report report = pose::inspect_file(path(name), options);
  check_same_content(report);
  return report;
}

}  // namespace posegrad::test
