#include <algorithm>
#include <array>
#include <cmath>
#include <iterator>
#include <map>

#include "pose/detections/records/arrays/field_names.h"
#include "pose/detections/records/arrays/keypoint_arrays.h"
#include "pose/detections/records/arrays/number_block.h"

namespace posegrad::pose::detections::arrays {
namespace {

using formats::ArrayType;
using formats::Field;
using formats::Value;
using Name = std::string_view;

bool is_texts(const Value& value) { return texts_of(value).has_value(); }

bool is_single_number(const Value& value) {
  if (value.is(Value::Kind::integer) || value.is(Value::Kind::real)) return true;
  return value.is_array() && value.as_array().is_number() && value.as_array().numel() == 1;
}

std::optional<Index> pixels(double number) {
  constexpr double kLargest = 1e5;
  if (!(number >= 1 && number <= kLargest) || number != std::floor(number)) return std::nullopt;
  return static_cast<Index>(number);
}

std::optional<VideoSize> size_of(double width, double height) {
  const auto w = pixels(width), h = pixels(height);
  if (!w || !h) return std::nullopt;
  return VideoSize{*w, *h};
}

/// Numbers of an array that has so many; empty otherwise.
std::vector<double> numbers_of(const std::optional<Field>& field, Index count) {
  if (!field || !is_number_block(field->value())) return {};
  const auto block = number_block(*field);
  if (!block || block->numel() != count) return {};
  return block->flat(count);
}

template <class Set>
void for_people(Records& records, Index people, Set set) {
  for (std::size_t t = 0; t < records.frames.size(); ++t)
    for (std::size_t p = 0; p < records.frames[t].people.size(); ++p)
      set(records.frames[t].people[p], t * static_cast<std::size_t>(people) + p, p);
}

/// Rows of one number or picture are people of one frame.
void join_rows(Records& records) {
  std::vector<RawFrame> joined;
  std::map<std::pair<double, std::string>, std::size_t> places;
  if (records.keys == FrameKeys::position) return;
  for (RawFrame& row : records.frames) {
    const auto [place, is_new] =
        places.emplace(std::pair(row.number.value_or(0), row.name), joined.size());
    if (is_new) {
      joined.push_back(std::move(row));
    } else {
      std::ranges::move(row.people, std::back_inserter(joined[place->second].people));
    }
  }
  records.frames = std::move(joined);
}

}  // namespace

std::optional<std::vector<std::string>> texts_of(const Value& value) {
  std::vector<std::string> texts;
  const Value& inside = value.unwrapped();
  const auto add_all = [&](std::span<const Value> items) {
    for (const Value& item : items) {
      const auto text = text_of(item);
      if (!text) return false;
      texts.push_back(*text);
    }
    return true;
  };
  if (inside.is_array()) {
    const formats::NdArray& array = inside.as_array();
    if (array.type() == ArrayType::object) {
      if (!add_all(array.objects())) return std::nullopt;
    } else if (array.type() == ArrayType::text || array.type() == ArrayType::bytes) {
      for (Index i = 0; i < array.numel(); ++i) texts.push_back(array.text(i));
    } else {
      return std::nullopt;
    }
  } else if (!inside.is_sequence() || !add_all(inside.items())) {
    return std::nullopt;
  }
  if (texts.empty()) return std::nullopt;
  return texts;
}

std::optional<VideoSize> picture_size_of(const Field& dict) {
  constexpr std::array<std::array<Name, 2>, 6> kPairs{{{"width", "height"},
                                                       {"imagewidth", "imageheight"},
                                                       {"imgwidth", "imgheight"},
                                                       {"framewidth", "frameheight"},
                                                       {"videowidth", "videoheight"},
                                                       {"w", "h"}}};
  constexpr std::array<Name, 5> kShapes{"originalshape", "origshape", "imgshape", "imageshape",
                                        "frameshape"};
  for (const auto& [width, height] : kPairs) {
    const auto w = find_named(dict, std::array{width}, is_single_number);
    const auto h = find_named(dict, std::array{height}, is_single_number);
    if (w && h) return size_of(w->as_double(), h->as_double());
  }
  const auto shape = find_named(dict, kShapes, is_number_block);
  if (!shape) return std::nullopt;
  const auto numbers = number_block(*shape);
  if (!numbers || numbers->rank() != 1 || numbers->dim(0) < 2) return std::nullopt;
  return size_of(numbers->at({1}), numbers->at({0}));
}

void add_beside_file(const Field& home, Records& records) {
  if (const auto names = find_named(home, joint_label_names(), is_texts))
    records.names = *texts_of(names->value());
  records.size = picture_size_of(home);
  constexpr std::array<Name, 3> kMetadata{"metadata", "metainfo", "meta"};
  const auto metadata = find_named(home, kMetadata, [](const Value& v) { return v.is_dict(); });
  if (!records.size && metadata) records.size = picture_size_of(*metadata);
  const auto fps = find_named(home, fps_names(), is_single_number);
  if (fps && fps->as_double() > 0 && fps->as_double() < 1e4) records.fps = fps->as_double();
}

Index frames_beside(const Field& home) {
  const auto field = find_named(home, frame_number_names(), is_number_block);
  const auto block = field ? number_block(*field) : std::nullopt;
  return block && block->numel() > 1 ? block->numel() : 0;
}

void add_beside_frames(const Field& home, Records& records) {
  if (records.keys != FrameKeys::position) return;
  const auto count = static_cast<Index>(records.frames.size());
  const std::vector<double> numbers =
      numbers_of(find_named(home, frame_number_names(), is_number_block), count);
  const auto pictures = find_named(home, picture_names(), is_texts);
  const auto names = pictures ? texts_of(pictures->value()) : std::nullopt;
  const auto is_whole = [](double number) { return number == std::floor(number); };
  if (!numbers.empty() && std::ranges::all_of(numbers, is_whole)) {
    records.keys = FrameKeys::numbers;
    for (std::size_t i = 0; i < numbers.size(); ++i) records.frames[i].number = numbers[i];
  } else if (names && names->size() == records.frames.size()) {
    records.keys = FrameKeys::names;
    for (std::size_t i = 0; i < names->size(); ++i) records.frames[i].name = (*names)[i];
  }
  join_rows(records);
}

void add_beside_people(const Field& home, Index frames, Index people, Records& records) {
  const Index all = frames * people;
  const auto ids = find_named(home, id_names(), is_number_block);
  const std::vector<double> each = numbers_of(ids, all), of_people = numbers_of(ids, people);
  const std::vector<double> scores =
      numbers_of(find_named(home, person_score_names(), is_number_block), all);
  const auto box_field = find_named(home, box_names(), is_number_block);
  for (const Index numbers : {4, 5}) {
    const std::vector<double> boxes = numbers_of(box_field, all * numbers);
    if (boxes.empty() || number_block(*box_field)->shape().back() != numbers) continue;
    for_people(records, people, [&](RawPerson& person, std::size_t i, std::size_t) {
      const auto box = std::span(boxes).subspan(i * static_cast<std::size_t>(numbers));
      person.box = {box[0], box[1], box[2], box[3]};
      if (numbers == 5) person.score = box[4];
    });
  }
  for_people(records, people, [&](RawPerson& person, std::size_t i, std::size_t p) {
    if (!scores.empty()) person.score = scores[i];
    if (!each.empty()) {
      person.id = each[i];
    } else if (!of_people.empty() && people > 1) {
      person.id = of_people[p];
    }
  });
}

}  // namespace posegrad::pose::detections::arrays
