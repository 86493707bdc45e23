#include "pose/detections/records/arrays/frame_values.h"

#include <algorithm>
#include <map>
#include <tuple>

#include <fmt/format.h>

#include "pose/detections/records/arrays/field_names.h"
#include "pose/detections/records/arrays/settle_records.h"
#include "pose/detections/records/arrays/value_people.h"
#include "pose/formats/text_codec.h"
#include "pose/formats/text_lines.h"
#include "tensor/error.h"

namespace posegrad::pose::detections::arrays {
namespace {

using formats::ArrayType;
using formats::Field;
using formats::NdArray;
using formats::Value;

bool has_picture_ending(std::string_view name) {
  constexpr std::string_view kEndings[] = {"jpg", "jpeg", "png", "bmp", "tif", "tiff", "webp"};
  const std::size_t dot = name.rfind('.');
  if (dot == std::string_view::npos) return false;
  const std::string ending = bare_name(name.substr(dot + 1));
  return std::ranges::find(kEndings, ending) != std::end(kEndings);
}

bool is_list(const Value& value) {
  return value.is_sequence() || (value.is_array() && value.as_array().rank() > 0 &&
                                 value.as_array().type() == ArrayType::object);
}

/// "frame_000", "img 12".
bool is_numbered_frame(std::string_view name) {
  constexpr std::string_view kWords[] = {"frame", "frames", "img", "image", "picture", "pic"};
  const std::size_t digits = name.find_first_of("0123456789");
  if (digits == std::string_view::npos || !formats::whole_number(name.substr(digits))) return false;
  return std::ranges::find(kWords, bare_name(name.substr(0, digits))) != std::end(kWords);
}

/// Keys of a dict of frames: all numbers, or all names of pictures.
bool has_frame_keys(const Value& dict) {
  const auto is_number = [](const Value& key) {
    if (key.is(Value::Kind::integer)) return true;
    const auto text = text_of(key);
    return text && formats::whole_number(*text).has_value();
  };
  const auto is_picture = [](const Value& key) {
    const auto text = text_of(key);
    return text && (has_picture_ending(*text) || is_numbered_frame(*text));
  };
  const auto& entries = dict.entries();
  if (entries.empty()) return false;
  return std::ranges::all_of(entries, [&](const auto& e) { return is_number(e.first); }) ||
         std::ranges::all_of(entries, [&](const auto& e) { return is_picture(e.first); });
}

struct FrameKey {
  std::optional<double> number;
  std::string name;
  bool operator<(const FrameKey& other) const {
    return std::tie(number, name) < std::tie(other.number, other.name);
  }
  bool empty() const { return !number && name.empty(); }
};

FrameKey key_of(const Value& value) {
  if (value.is(Value::Kind::integer) || value.is(Value::Kind::real)) return {value.as_double(), ""};
  if (const auto text = text_of(value)) {
    if (const auto number = formats::whole_number(*text)) return {static_cast<double>(*number), ""};
    return {std::nullopt, *text};
  }
  if (value.is_array() && value.as_array().is_number() && value.as_array().numel() == 1)
    return {value.as_double(), ""};
  return {};
}

/// What the item of one frame (or its first person) says about its place in the video.
FrameKey key_inside(const Field& item) {
  Field place = item.unwrapped();
  if (place.value().is_sequence() && place.size() > 0) place = place[0].unwrapped();
  if (const auto number = find_named(place, frame_number_names())) return key_of(number->value());
  if (const auto picture = find_named(place, picture_names())) return key_of(picture->value());
  return {};
}

struct Item {
  FrameKey key;
  Field value;
};

std::vector<Item> items_of_frames(const Field& frames) {
  std::vector<Item> items;
  const Value& value = frames.value().unwrapped();
  if (value.is_dict()) {
    for (const auto& [key, item] : value.entries()) {
      const FrameKey frame = key_of(key);
      const std::string name = frame.number ? fmt::format("{}", *frame.number) : frame.name;
      items.push_back({frame, Field(item, fmt::format("frame {}", formats::printable(name)))});
    }
    return items;
  }
  for (const Value& item : items_of(value)) {
    Field field(item, fmt::format("frame {}", items.size()));
    items.push_back({key_inside(field), std::move(field)});
  }
  return items;
}

/// A list that stands beside the frames, when it is as long as they are.
std::vector<Value> beside_items(const std::optional<Field>& field, std::size_t frames) {
  if (!field || !is_list(field->value().unwrapped())) return {};
  std::vector<Value> items = items_of(field->value().unwrapped());
  return items.size() == frames ? items : std::vector<Value>{};
}

}  // namespace

std::vector<Value> items_of(const Value& value) {
  if (value.is_sequence()) return value.items();
  const NdArray& array = value.as_array();
  std::vector<Value> items;
  const auto each = static_cast<std::size_t>(array.dim(0) == 0 ? 0 : array.numel() / array.dim(0));
  for (Index i = 0; i < array.dim(0) && array.numel() > 0; ++i) {
    if (array.is_number()) {
      items.emplace_back(array.item_of_first_axis(i));
    } else if (array.rank() == 1) {
      items.push_back(array.objects()[static_cast<std::size_t>(i)]);
    } else {
      const auto begin = array.objects().begin() + i * static_cast<std::ptrdiff_t>(each);
      items.push_back(Value::list({begin, begin + static_cast<std::ptrdiff_t>(each)}));
    }
  }
  return items;
}

bool is_frames(const Value& value) {
  const Value& inside = value.unwrapped();
  if (inside.is_dict()) {
    if (!has_frame_keys(inside)) return false;
    return std::ranges::any_of(inside.entries(), [](const auto& e) { return is_people(e.second); });
  }
  return is_list(inside) && is_people(inside);
}

void read_frame_values(const Field& frames, const BesideFrames& beside, Records& records) {
  std::vector<Item> items = items_of_frames(frames);
  const auto has_key = [](const Item& item) { return !item.key.empty(); };
  const bool are_keyed = !items.empty() && std::ranges::all_of(items, has_key);
  const bool are_numbers = are_keyed && std::ranges::all_of(items, [](const Item& item) {
                             return item.key.number.has_value();
                           });
  records.keys = !are_keyed    ? FrameKeys::position
                 : are_numbers ? FrameKeys::numbers
                               : FrameKeys::names;
  const std::vector<Value> scores = beside_items(beside.scores, items.size()),
                           boxes = beside_items(beside.boxes, items.size()),
                           ids = beside_items(beside.ids, items.size());
  const auto with_beside = [&](std::size_t i) {
    const Field& value = items[i].value;
    if (scores.empty() && boxes.empty() && ids.empty()) return value;
    Value dict = Value::dict();
    dict.set("keypoints", value.value());
    if (!scores.empty()) dict.set("scores", scores[i]);
    if (!boxes.empty()) dict.set("bbox", boxes[i]);
    if (!ids.empty()) dict.set("ids", ids[i]);
    return Field(dict, value.where());
  };
  PointsForm form;
  std::map<FrameKey, std::size_t> places;
  for (std::size_t i = 0; i < items.size(); ++i) {
    const FrameKey& key = items[i].key;
    std::size_t place = records.frames.size();
    if (are_keyed) place = places.emplace(key, place).first->second;
    if (place == records.frames.size()) {
      RawFrame& made = records.frames.emplace_back();
      made.where = items[i].value.where();
      if (are_numbers) made.number = key.number;
      if (records.keys == FrameKeys::names)
        made.name = key.number ? fmt::format("{}", *key.number) : key.name;
    }
    try {
      append_people(with_beside(i), form, records.frames[place]);
    } catch (const DataError& error) {
      frames.fail(error.what());
    }
  }
  leave_out_absent_people(records);
  settle_boxes(records);
  if (form.has_third) settle_third_numbers(records, frames.where());
}

}  // namespace posegrad::pose::detections::arrays
