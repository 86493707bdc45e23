#include "tests/detections/records/json_sources.h"

#include <cmath>

#include <boost/test/unit_test.hpp>
#include <fmt/args.h>
#include <fmt/format.h>

#include "pose/formats/json.h"
#include "tensor/error.h"
#include "tests/support/throws.h"

namespace posegrad::test {

using pose::detections::Content;
using pose::detections::Document;
using pose::detections::RawPerson;
using pose::detections::Records;
using pose::detections::SequenceChoice;
using pose::detections::Source;
using pose::formats::Value;

namespace {

Document document_of(const std::string& path, const std::string& text) {
  Document document;
  document.path = path;
  document.name = path.substr(path.rfind('/') + 1);
  document.container = "JSON";
  document.content = Content::data;
  document.value = pose::formats::read_json(text, path);
  return document;
}

/// "[a,b,...]" of what `item` gives for each point.
template <class Item>
std::string list(int points, Item item) {
  std::string text;
  for (int j = 0; j < points; ++j) text += (j == 0 ? "" : ",") + item(j);
  return "[" + text + "]";
}

double x_of(double start, int j) { return start + j; }
double y_of(double start, int j) { return start + 2 * j; }
double score_of(int j) { return (10 + j) / 100.0; }

std::string triple(double start, int j) {
  return fmt::format("{},{},{}", x_of(start, j), y_of(start, j), score_of(j));
}
std::string pair(double start, int j) {
  return fmt::format("{},{}", x_of(start, j), y_of(start, j));
}

}  // namespace

const std::vector<std::string> kCocoNames{
    "nose",           "left_eye",   "right_eye",   "left_ear",   "right_ear",   "left_shoulder",
    "right_shoulder", "left_elbow", "right_elbow", "left_wrist", "right_wrist", "left_hip",
    "right_hip",      "left_knee",  "right_knee",  "left_ankle", "right_ankle"};

Source json_source(const std::string& text) {
  Source source;
  source.path = "some.json";
  source.documents.push_back(document_of("some.json", text));
  return source;
}

Source json_lines_source(const std::vector<std::string>& lines) {
  Document document = document_of("some.jsonl", "[]");
  document.content = Content::data_lines;
  for (const std::string& line : lines)
    document.value.push_back(pose::formats::read_json(line, "some.jsonl"));
  Source source;
  source.path = "some.jsonl";
  source.documents.push_back(document);
  return source;
}

Source json_folder(const std::vector<std::pair<std::string, std::string>>& files) {
  Source source;
  source.path = "some";
  source.is_folder = true;
  for (const auto& [name, text] : files)
    source.documents.push_back(document_of("some/" + name, text));
  return source;
}

Records read_records(const Source& source, const SequenceChoice& choice) {
  return pose::detections::reader_for(source).read(source, choice);
}
Records read_records(const std::string& text) { return read_records(json_source(text)); }

void check_refused(const Source& source, const std::string& message, const SequenceChoice& choice) {
  check_throws<DataError>([&] { read_records(source, choice); }, message);
}
void check_refused(const std::string& text, const std::string& message) {
  check_refused(json_source(text), message);
}

std::string flat_triples(double start, int points) {
  return list(points, [&](int j) { return triple(start, j); });
}
std::string flat_pairs(double start, int points) {
  return list(points, [&](int j) { return pair(start, j); });
}
std::string rows(double start, int points) {
  return list(points, [&](int j) { return "[" + triple(start, j) + "]"; });
}
std::string pair_rows(double start, int points) {
  return list(points, [&](int j) { return "[" + pair(start, j) + "]"; });
}
std::string scores(int points) {
  return list(points, [&](int j) { return fmt::format("{}", score_of(j)); });
}
std::string columns(double start, int points) {
  return fmt::format(R"({{"x":{},"y":{},"visible":{}}})",
                     list(points, [&](int j) { return fmt::format("{}", x_of(start, j)); }),
                     list(points, [&](int j) { return fmt::format("{}", y_of(start, j)); }),
                     scores(points));
}

std::string point_dicts(double start, const std::string& pattern) {
  const std::string form =
      pattern.empty() ? R"({{"x":{x},"y":{y},"score":{c},"name":"{name}"}})" : pattern;
  return list(17, [&](int j) {
    return fmt::format(fmt::runtime(form), fmt::arg("x", x_of(start, j)),
                       fmt::arg("y", y_of(start, j)), fmt::arg("c", score_of(j)), fmt::arg("j", j),
                       fmt::arg("name", kCocoNames[static_cast<std::size_t>(j)]));
  });
}

void check_points(const RawPerson& person, double start, int points, bool has_scores) {
  BOOST_REQUIRE(person.points.size() == static_cast<std::size_t>(points));
  for (int j = 0; j < points; ++j) {
    const auto& point = person.points[static_cast<std::size_t>(j)];
    BOOST_TEST_INFO("point " << j << " of the person at " << start);
    BOOST_TEST(std::abs(point.x - x_of(start, j)) < 1e-9);
    BOOST_TEST_INFO("point " << j << " of the person at " << start);
    BOOST_TEST(std::abs(point.y - y_of(start, j)) < 1e-9);
    BOOST_TEST_INFO("point " << j << " of the person at " << start);
    BOOST_TEST((has_scores ? std::abs(point.score - score_of(j)) < 1e-9 : std::isnan(point.score)));
  }
}

std::vector<std::size_t> counts(const Records& records) {
  std::vector<std::size_t> counts;
  for (const auto& frame : records.frames) counts.push_back(frame.people.size());
  return counts;
}

std::vector<double> numbers(const Records& records) {
  std::vector<double> numbers;
  for (const auto& frame : records.frames) numbers.push_back(frame.number.value_or(-1));
  return numbers;
}

}  // namespace posegrad::test
