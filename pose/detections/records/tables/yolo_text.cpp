#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <set>

#include <fmt/format.h>

#include "pose/detections/records/json/arrange.h"
#include "pose/detections/records/record_reader.h"
#include "pose/detections/records/sequence_choice.h"
#include "pose/detections/records/tables/table_readers.h"
#include "pose/detections/records/tables/yolo_lines.h"
#include "pose/formats/text_lines.h"
#include "tensor/error.h"

namespace posegrad::pose::detections::tables {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

bool is_of_numbers(const Document& document) {
  return document.content == Content::text && is_text_of_numbers(document.text);
}

bool is_blank(const Document& document) {
  return document.text.find_first_not_of(" \t\r\n") == std::string::npos;
}

/// "clip_12.txt" is frame 12 of what save_txt writes of a video. Nothing for another name, and for
/// a padded number, which is a picture's own.
std::optional<Index> number_of_video_frame(const std::string& name, std::string& clip) {
  const std::string stem = name.substr(0, name.rfind('.'));
  const std::size_t line = stem.rfind('_');
  if (line == std::string::npos) return std::nullopt;
  const std::string digits = stem.substr(line + 1);
  const bool is_padded = digits.size() > 1 && digits.front() == '0';
  if (digits.empty() || !std::isdigit(static_cast<unsigned char>(digits.front())) || is_padded)
    return std::nullopt;
  clip = stem.substr(0, line);
  return formats::whole_number(digits);
}

/// The box's confidence and the track behind the joints. One number alone is the confidence, unless
/// all of the source's are whole: then tracking wrote it without save_conf.
class Extras {
 public:
  Extras(const YoloForm& form, std::span<const YoloLine> lines) : form_(form) {
    one_is_track_ = std::ranges::all_of(lines, [&](const YoloLine& line) {
      return line.numbers.size() != form.body() + 1 ||
             line.numbers.back() == std::floor(line.numbers.back());
    });
  }

  void put(const YoloLine& line, RawPerson& person) const {
    const std::size_t count = line.numbers.size() - form_.body();
    const bool has_track = count == 2 || (count == 1 && one_is_track_);
    const bool has_score = count == 2 || (count == 1 && !one_is_track_);
    if (form_.head == 6) person.score = line.numbers[5];
    if (has_score) person.score = line.numbers[form_.body()];
    if (!has_track) return;
    const double track = line.numbers.back();
    if (!(track >= 0 && track < 1e15 && track == std::floor(track)))
      throw DataError(fmt::format("{}: {} is no track number", line.where, track));
    person.id = track;
  }

 private:
  YoloForm form_;
  bool one_is_track_ = false;
};

RawPerson person_of(const YoloLine& line, const YoloForm& form, const Extras& extras) {
  const std::vector<double>& n = line.numbers;
  RawPerson person{{}, kNaN, {}, {}, line.where};
  for (std::size_t joint = 0; joint < form.joints; ++joint) {
    const std::size_t at = form.head + joint * form.numbers;
    person.points.push_back({n[at], n[at + 1], form.numbers == 3 ? n[at + 2] : kNaN});
  }
  if (form.has_box()) {
    if (n[3] < 0 || n[4] < 0)
      throw DataError(
          fmt::format("{}: a box of the negative size {} x {}", line.where, n[3], n[4]));
    person.box = {n[1] - n[3] / 2, n[2] - n[4] / 2, n[1] + n[3] / 2, n[2] + n[4] / 2};
  }
  extras.put(line, person);
  return person;
}

/// Ultralytics divides by the picture's size. YOLOv7's points are often pixels while its box is
/// not: such boxes cannot be compared with them.
void settle_units(Records& records) {
  constexpr double kLargestFraction = 2;
  bool are_fractions = true;
  for (const RawFrame& frame : records.frames)
    for (const RawPerson& person : frame.people)
      for (const RawPoint& point : person.points)
        are_fractions = are_fractions && std::abs(point.x) <= kLargestFraction &&
                        std::abs(point.y) <= kLargestFraction;
  if (are_fractions) {
    records.units = Units::fractions;
    return;
  }
  for (RawFrame& frame : records.frames)
    for (RawPerson& person : frame.people)
      if (person.box && person.box->at(2) <= kLargestFraction) person.box.reset();
}

/// A number that everybody has in a folder tells nobody apart, and no frames.
void require_pictures(const Records& records, bool is_folder) {
  std::set<double> all;
  for (const RawFrame& frame : records.frames)
    for (const RawPerson& person : frame.people)
      if (person.id) all.insert(*person.id);
  if (is_folder && all.size() < 2) return;
  for (const RawFrame& frame : records.frames) {
    std::set<double> ids;
    for (const RawPerson& person : frame.people)
      if (person.id && !ids.insert(*person.id).second)
        throw DataError(fmt::format(
            "{}: track {} again: lines of several frames in one file; wanted is a folder with a "
            "file for each",
            person.where, *person.id));
  }
}

class YoloTextReader final : public RecordReader {
 public:
  std::string name() const override { return "Ultralytics and YOLOv7 text"; }
  std::string written_by() const override {
    return "Ultralytics 8 (save_txt, save_conf, track), YOLOv7-pose";
  }
  std::string files() const override { return "folder of txt, txt"; }
  std::vector<std::string> layouts() const override { return {"coco"}; }

  bool takes(const Source& source) const override {
    const auto has_numbers = [](const Document& d) { return is_of_numbers(d) && !is_blank(d); };
    return std::ranges::any_of(source.documents, has_numbers) &&
           std::ranges::all_of(source.documents, is_of_numbers);
  }

  Records read(const Source& source, const SequenceChoice& choice) const override {
    arrays::require_no_choice(source, choice);
    Records records;
    try {
      std::vector<YoloLine> lines;
      std::vector<std::size_t> ends;  // of each document's lines
      for (const Document& document : source.documents) {
        append_lines(document.text, source.is_folder ? document.name : document.path, lines);
        ends.push_back(lines.size());
      }
      add_frames(source, lines, ends, choice.points, records);
    } catch (const DataError& error) {
      if (!source.is_folder) throw;
      throw DataError(fmt::format("{}/{}", source.path, error.what()));
    }
    note_left_out(source.left_out, records.notes);
    if (records.frames.size() == 1) {
      std::vector<std::size_t> places(records.frames.front().people.size());
      std::iota(places.begin(), places.end(), std::size_t{0});
      spread_over_frames(records, places, places.size());
    }
    return records;
  }

 private:
  static void add_frames(const Source& source, std::span<const YoloLine> lines,
                         const std::vector<std::size_t>& ends, Index points, Records& records) {
    const YoloForm form = form_of(lines, points);
    const Extras extras(form, lines);
    const bool is_yolo7 = form.head != 5;
    records.format = is_yolo7 ? "YOLOv7-pose txt" : "Ultralytics txt";
    if (source.is_folder) records.format += " folder";
    records.usual = {"coco"};
    std::size_t at = 0;
    for (std::size_t i = 0; i < ends.size(); ++i) {
      RawFrame& frame = records.frames.emplace_back();
      frame.name = source.documents[i].name;
      frame.where = source.documents[i].name;
      for (; at < ends[i]; ++at) frame.people.push_back(person_of(lines[at], form, extras));
    }
    require_pictures(records, source.is_folder);
    if (source.is_folder) settle_keys(records);
    settle_units(records);
  }

  /// save_txt counts a video's frames from 1; a 0 tells of another count.
  static void settle_keys(Records& records) {
    records.keys = FrameKeys::names;
    std::string clip, other;
    std::vector<Index> numbers;
    for (const RawFrame& frame : records.frames) {
      const auto number = number_of_video_frame(frame.name, numbers.empty() ? clip : other);
      if (!number || (!numbers.empty() && other != clip)) return;
      numbers.push_back(*number);
    }
    for (std::size_t i = 0; i < numbers.size(); ++i)
      records.frames[i].number = static_cast<double>(numbers[i]);
    records.keys = std::ranges::min(numbers) == 0 ? FrameKeys::from_zero : FrameKeys::from_one;
  }
};

}  // namespace

std::unique_ptr<RecordReader> yolo_text_reader() { return std::make_unique<YoloTextReader>(); }

}  // namespace posegrad::pose::detections::tables
