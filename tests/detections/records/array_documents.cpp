#include "tests/detections/records/array_documents.h"

#include <cmath>
#include <cstring>
#include <stdexcept>

#include <boost/test/unit_test.hpp>
#include <fmt/format.h>

#include "tests/support/throws.h"

namespace posegrad::test {

using namespace pose::detections;
using pose::formats::ArrayType;
using pose::formats::NdArray;
using pose::formats::Value;

double moving_x(Index t, Index p, Index j) {
  return 200 + 150 * static_cast<double>(p) + 40 * static_cast<double>(j % 5) +
         1.5 * static_cast<double>(t);
}
double moving_y(Index t, Index p, Index j) {
  return 100 + 10 * static_cast<double>(p) + 20 * static_cast<double>(j) +
         0.5 * static_cast<double>(t % 7);
}
double moving_score(Index j) { return 0.25 + 0.01 * static_cast<double>(j % 60); }

namespace {

double number_of(const Movement& m, Index t, Index p, Index j, Index d, Index numbers) {
  if (d == 0) return moving_x(t, p, j) * m.scale;
  if (d == 1) return moving_y(t, p, j) * m.scale;
  return numbers == 4 && d == 2 ? -0.1 : moving_score(j);
}

template <class Number>
Value array_of(const Movement& m, const std::string& axes, Index numbers, Number number) {
  std::vector<Index> shape, indices(axes.size(), 0);
  for (const char axis : axes)
    shape.push_back(axis == 'T'   ? m.frames
                    : axis == 'P' ? m.people
                    : axis == 'J' ? m.joints
                    : axis == 'F' ? m.joints * numbers
                    : axis == 'D' ? numbers
                                  : 1);
  std::vector<double> all;
  const Index count = pose::formats::count_items(shape);
  for (Index i = 0; i < count; ++i) {
    const auto at = [&](char axis) {
      const std::size_t place = axes.find(axis);
      return place == std::string::npos ? 0 : indices[place];
    };
    const Index flat = at('F');
    const bool is_flat = axes.find('F') != std::string::npos;
    all.push_back(number(at('T'), at('P'), is_flat ? flat / numbers : at('J'),
                         is_flat ? flat % numbers : at('D')));
    for (std::size_t axis = axes.size(); axis-- > 0;) {
      if (++indices[axis] < shape[axis]) break;
      indices[axis] = 0;
    }
  }
  return doubles(std::move(shape), all);
}

Document document_of(const std::string& name, const std::string& container, Content content) {
  Document document;
  document.path = name;
  document.name = name;
  document.container = container;
  document.content = content;
  return document;
}

Source source_of(Document document) {
  Source source;
  source.path = document.path;
  source.documents.push_back(std::move(document));
  return source;
}

Table table_of(const std::string& text) {
  Table table;
  Index line = 0;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    std::vector<std::string>& row = table.rows.emplace_back();
    table.lines.push_back(++line);
    row.emplace_back();
    for (const char c : text.substr(begin, end - begin)) {
      if (c == ',') {
        row.emplace_back();
      } else {
        row.back() += c == '|' ? ',' : c;
      }
    }
    begin = end + 1;
  }
  return table;
}

}  // namespace

Value doubles(std::vector<Index> shape, const std::vector<double>& numbers) {
  std::string bytes(numbers.size() * sizeof(double), '\0');
  if (!numbers.empty()) std::memcpy(bytes.data(), numbers.data(), bytes.size());
  return NdArray(pose::formats::format_of(ArrayType::f8), std::move(shape),
                 pose::formats::Blob::copy_of(bytes));
}

Value objects(std::vector<Value> items) {
  const auto count = static_cast<Index>(items.size());
  return NdArray::of_objects({count}, std::move(items));
}

Value texts(const std::vector<std::string>& items) {
  return NdArray::of_texts({static_cast<Index>(items.size())}, items);
}

Value dict(std::vector<std::pair<std::string, Value>> entries) {
  Value made = Value::dict();
  for (auto& [key, value] : entries) made.set(Value(key), std::move(value));
  return made;
}

Value moving(const Movement& movement, const std::string& axes, Index numbers) {
  return array_of(movement, axes, numbers, [&](Index t, Index p, Index j, Index d) {
    return number_of(movement, t, p, j, d, numbers);
  });
}

Value moving_scores(const Movement& movement, const std::string& axes) {
  return array_of(movement, axes, 1, [](Index, Index, Index j, Index) { return moving_score(j); });
}

const std::vector<std::string>& coco_names() {
  static const std::vector<std::string> kNames{
      "nose",           "left_eye",   "right_eye",   "left_ear",   "right_ear",   "left_shoulder",
      "right_shoulder", "left_elbow", "right_elbow", "left_wrist", "right_wrist", "left_hip",
      "right_hip",      "left_knee",  "right_knee",  "left_ankle", "right_ankle"};
  return kNames;
}

Source value_source(Value value, Content content) {
  const char* container = content == Content::array    ? "npy"
                          : content == Content::arrays ? "npz"
                                                       : "pickle";
  Document document = document_of("file", container, content);
  document.value = std::move(value);
  return source_of(std::move(document));
}

Source npz_source(std::vector<std::pair<std::string, Value>> arrays) {
  return value_source(dict(std::move(arrays)), Content::arrays);
}

Source table_source(const std::string& text) {
  Document document = document_of("file", "CSV", Content::table);
  document.table = table_of(text);
  return source_of(std::move(document));
}

Source text_source(const std::string& text) {
  Document document = document_of("file", "text", Content::text);
  document.text = text;
  return source_of(std::move(document));
}

Source folder_source(std::vector<std::pair<std::string, Source>> files) {
  Source folder;
  folder.path = "folder";
  folder.is_folder = true;
  for (auto& [name, file] : files) {
    Document document = std::move(file.documents.front());
    document.name = name;
    document.path = "folder/" + name;
    folder.documents.push_back(std::move(document));
  }
  return folder;
}

Records read_records(const Source& source, const SequenceChoice& choice) {
  for (const auto& reader : array_readers())
    if (reader->takes(source)) return reader->read(source, choice);
  throw std::logic_error("no reader takes " + source.path);
}

std::string reader_of(const Source& source) {
  for (const auto& reader : array_readers())
    if (reader->takes(source)) return reader->name();
  return "";
}

void check_moving(const Records& records, const Movement& m, bool has_scores, double tolerance) {
  BOOST_TEST_REQUIRE(records.frames.size() == static_cast<std::size_t>(m.frames));
  for (Index t = 0; t < m.frames; ++t) {
    const std::vector<RawPerson>& people = records.frames[static_cast<std::size_t>(t)].people;
    BOOST_TEST_REQUIRE(people.size() == static_cast<std::size_t>(m.people));
    for (Index p = 0; p < m.people; ++p) {
      const std::vector<RawPoint>& points = people[static_cast<std::size_t>(p)].points;
      BOOST_TEST_REQUIRE(points.size() == static_cast<std::size_t>(m.joints));
      for (Index j = 0; j < m.joints; ++j) {
        const RawPoint& point = points[static_cast<std::size_t>(j)];
        const double score = has_scores ? std::abs(point.score - moving_score(j)) : 0;
        const bool is_so = std::abs(point.x - moving_x(t, p, j) * m.scale) <= tolerance &&
                           std::abs(point.y - moving_y(t, p, j) * m.scale) <= tolerance &&
                           score <= tolerance && has_scores == !std::isnan(point.score);
        if (!is_so) {
          BOOST_ERROR(fmt::format("frame {}, person {}, joint {}: ({}, {}, {})", t, p, j, point.x,
                                  point.y, point.score));
          return;
        }
      }
    }
  }
}

void check_refused(const Source& source, const std::string& message, const SequenceChoice& choice) {
  check_throws<DataError>([&] { read_records(source, choice); }, message);
}

}  // namespace posegrad::test
