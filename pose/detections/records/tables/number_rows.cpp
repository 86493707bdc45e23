#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <string_view>
#include <vector>

#include "pose/detections/records/arrays/keypoint_arrays.h"
#include "pose/detections/records/sequence_choice.h"
#include "pose/detections/records/tables/table_readers.h"
#include "pose/formats/text_lines.h"

namespace posegrad::pose::detections::tables {
namespace {

using formats::NdArray;
using formats::Value;

constexpr std::size_t kFewestNumbers = 26;  // 13 joints, x and y

/// Rows of equally many numbers.
struct Numbers {
  std::vector<double> values;
  std::size_t rows = 0, columns = 0;
  double at(std::size_t row, std::size_t column) const { return values[row * columns + column]; }
};

/// Adds a row; false for words that are no numbers, and for another length than before. An empty
/// cell, and NaN, is a number that is not there.
template <class Words>
bool add_row(const Words& words, Numbers& numbers) {
  if (numbers.rows == 0) numbers.columns = words.size();
  if (words.size() != numbers.columns) return false;
  for (const std::string_view word : words) {
    const bool is_missing = word.empty() || formats::same_word(word, "nan");
    const auto number =
        is_missing ? std::numeric_limits<double>::quiet_NaN() : formats::real_number(word);
    if (!number) return false;
    numbers.values.push_back(*number);
  }
  ++numbers.rows;
  return true;
}

std::optional<Numbers> numbers_in(const Document& document) {
  Numbers numbers;
  if (document.content == Content::table) {
    for (const auto& row : document.table.rows)
      if (!add_row(row, numbers)) return std::nullopt;
  } else if (document.content == Content::text) {
    formats::TextLines lines(document.text, document.path);
    while (lines.next())
      if (!add_row(lines.words(), numbers)) return std::nullopt;
  }
  if (numbers.rows == 0 || numbers.columns < kFewestNumbers) return std::nullopt;
  return numbers;
}

bool is_whole(double number) { return number == std::floor(number); }

/// A line of Ultralytics' text begins with the number of a class, which does not count.
bool begins_with_classes(const Numbers& numbers) {
  double previous = -1;
  bool is_rising = numbers.rows > 1;
  for (std::size_t row = 0; row < numbers.rows; ++row) {
    const double first = numbers.at(row, 0);
    if (!is_whole(first)) return false;
    is_rising = is_rising && first > previous;
    previous = first;
  }
  return !is_rising;
}

/// Whether the first column counts the rows, and two or three numbers a joint follow.
bool has_frame_column(const Numbers& numbers) {
  const std::size_t rest = numbers.columns - 1;
  if (rest % 2 != 0 && rest % 3 != 0) return false;
  for (std::size_t row = 0; row < numbers.rows; ++row)
    if (!is_whole(numbers.at(row, 0)) ||
        (row > 0 && numbers.at(row, 0) - numbers.at(row - 1, 0) != 1))
      return false;
  return numbers.rows > 1;
}

Value array_of(const Numbers& numbers, std::size_t first, std::size_t end) {
  std::vector<double> values;
  values.reserve(numbers.rows * (end - first));
  for (std::size_t row = 0; row < numbers.rows; ++row)
    for (std::size_t column = first; column < end; ++column)
      values.push_back(numbers.at(row, column));
  return Value(NdArray::of_tensor(Tensor::from<double>(
      {static_cast<Index>(numbers.rows), static_cast<Index>(end - first)}, values)));
}

class NumberRowsReader final : public RecordReader {
 public:
  std::string name() const override { return "rows of numbers"; }
  std::string written_by() const override { return "anybody: np.savetxt, spreadsheets"; }
  bool is_of_tool() const override { return false; }
  std::string files() const override { return "CSV, text"; }
  std::vector<std::string> layouts() const override {
    return {"coco", "halpe_26", "coco_wholebody", "h36m", "mediapipe"};
  }

  bool takes(const Source& source) const override {
    const Document* const document = arrays::single_document(source);
    if (document == nullptr) return false;
    const auto numbers = numbers_in(*document);
    return numbers && (document->content == Content::table || !begins_with_classes(*numbers));
  }

  Records read(const Source& source, const SequenceChoice& choice) const override {
    arrays::require_no_choice(source, choice);
    const Document& document = *arrays::single_document(source);
    const Numbers numbers = numbers_in(document).value();
    const std::size_t first = has_frame_column(numbers) ? 1 : 0;
    Value dict = Value::dict();
    dict.set("keypoints", array_of(numbers, first, numbers.columns));
    if (first == 1) dict.set("frames", array_of(numbers, 0, 1));
    Records records;
    records.format = "rows of numbers (" + document.container + ")";
    auto fields = arrays::find_keypoints(formats::Field(std::move(dict), document.path)).value();
    fields.joints = choice.points;
    arrays::read_keypoint_fields(fields, records);
    return records;
  }
};

}  // namespace

std::unique_ptr<RecordReader> number_rows_reader() { return std::make_unique<NumberRowsReader>(); }

}  // namespace posegrad::pose::detections::tables
