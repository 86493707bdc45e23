#include "pose/detections/records/json/json_shape.h"

#include <algorithm>
#include <array>

namespace posegrad::pose::detections {
namespace {

using formats::Field;
using formats::Value;

constexpr int kDeepest = 8;
constexpr std::size_t kLooks = 32, kEnough = 4;  // items of a list, of which so many have people
constexpr std::size_t kMostEntries = 128;        // of a dict

/// Under which keys people or frames usually stand, the surest first.
constexpr std::array<std::string_view, 30> kUsualKeys{
    "people",      "frames",        "instances",  "instanceinfo", "persons",     "poses",
    "poseresults", "predictions",   "detections", "results",      "objects",     "annotations",
    "bodies",      "humans",        "subjects",   "players",      "skeletons",   "boxes",
    "images",      "res",           "pose",       "body",         "person",      "landmarks",
    "keypoints",   "poselandmarks", "data",       "output",       "keypoints2d", "pose2d"};

/// Those of them that points themselves stand under, too.
constexpr std::array<std::string_view, 5> kPointKeys{"landmarks", "keypoints", "poselandmarks",
                                                     "keypoints2d", "pose2d"};

std::size_t rank_of(std::string_view key) {
  return static_cast<std::size_t>(std::ranges::find(kUsualKeys, key) - kUsualKeys.begin());
}

bool is_container(const Value& value) { return value.is_sequence() || value.is_dict(); }

/// Points in space, or of another part of the body.
bool is_foreign(std::string_view key) {
  const auto has = [&](std::string_view part) { return key.find(part) != key.npos; };
  constexpr std::array<std::string_view, 7> kParts{"lefthand", "righthand", "face", "hands",
                                                   "handleft", "handright", "hand"};
  if (std::ranges::find(kParts, key) != kParts.end()) return true;
  const bool is_points = has("keypoint") || has("landmark") || has("joint") || has("pose");
  return is_points && (has("3d") || has("world") || has("hand") || has("face"));
}

/// Lists of nothing but numbers, which may be anything where their key does not say what.
bool is_bare(const Value& value) {
  const Value* at = &value;
  for (int depth = 0; depth < kDeepest && at->is_sequence(); ++depth) {
    const auto item =
        std::ranges::find_if(at->items(), [](const Value& v) { return !v.is_none(); });
    if (item == at->items().end()) return true;
    at = &*item;
  }
  return !at->is_dict();
}

bool is_frames(Shape shape) { return shape == Shape::frames; }
bool is_frame(Shape shape) {  // of one
  return shape == Shape::people || shape == Shape::person || shape == Shape::frame;
}
bool is_any(Shape shape) { return is_frame(shape) || is_frames(shape); }

struct Counts {
  std::size_t looks = 0, persons = 0, without = 0, frames = 0, deep = 0, empty = 0, other = 0;
  /// Seen enough of the list; one without anybody at first is looked through, one of other things
  /// is not.
  bool is_enough() const {
    return looks >= kLooks && (persons + frames + deep >= kEnough || other == looks);
  }
};

}  // namespace

bool ToolView::is_frame(const Value&) const { return false; }
bool ToolView::is_person_a_frame(const Value&) const { return false; }

Shape ShapeFinder::shape_of(const Value& closed, int depth) const {
  if (depth > kDeepest) return Shape::other;
  if (closed.is_none()) return Shape::empty;
  const Value value = content_of(closed);
  switch (tool_.test(value)) {
    case PersonTest::yes:
      return Shape::person;
    case PersonTest::absent:
    case PersonTest::without:
      return Shape::empty;
    case PersonTest::no:
      break;
  }
  if (value.is_sequence()) return shape_of_list(value, depth);
  return value.is_dict() ? shape_of_dict(value, depth) : Shape::other;
}

Shape ShapeFinder::shape_of_list(const Value& list, int depth) const {
  Counts counts;
  for (const Value& closed : list.items()) {
    if (counts.is_enough()) break;
    ++counts.looks;
    const Value item = content_of(closed);
    const PersonTest test = tool_.test(item);
    if (test != PersonTest::no) {
      ++(test == PersonTest::yes ? counts.persons : counts.without);
      continue;
    }
    switch (shape_of(item, depth + 1)) {
      case Shape::people:
      case Shape::frame:
        ++counts.frames;
        break;
      case Shape::frames:
        ++counts.deep;
        break;
      case Shape::empty:
        ++counts.empty;
        break;
      default:
        ++counts.other;
    }
  }
  if (counts.deep > 0) return list.size() == 1 ? Shape::frames : Shape::other;
  // One that is odd among many is read, and said to be.
  if (counts.other > counts.persons + counts.frames) return Shape::other;
  if (counts.frames > 0) return Shape::frames;
  if (counts.persons > 0) return Shape::people;
  return counts.other == 0 ? Shape::empty : Shape::other;
}

ShapeFinder::DictLook ShapeFinder::look_into(const Value& dict, int depth) const {
  DictLook look;
  for (const auto& [key, closed] : dict.entries()) {
    if (look.entries.size() + look.scalars >= kMostEntries) break;
    const std::string name = key.as_text(), plain = plain_key(name);
    if (is_foreign(plain)) continue;
    const Value value = content_of(closed);
    const std::size_t rank = rank_of(plain);
    const bool is_usual = rank < kUsualKeys.size();
    if (!is_container(value)) {
      look.scalars += value.is_none() ? 0 : 1;
      look.has_usual_empty = look.has_usual_empty || (value.is_none() && is_usual);
      continue;
    }
    const Shape shape = shape_of(value, depth + 1);
    look.has_usual_empty = look.has_usual_empty || (shape == Shape::empty && is_usual);
    const bool is_sure =
        is_usual || whole_number_in(key) || shape == Shape::frames || !is_bare(value);
    look.entries.push_back({name, rank, is_sure, shape});
  }
  return look;
}

const ShapeFinder::Entry* ShapeFinder::best_of(const DictLook& look, bool (*is_wanted)(Shape)) {
  const Entry* best = nullptr;
  for (const Entry& entry : look.entries)
    if (entry.is_sure && is_wanted(entry.shape) && (best == nullptr || entry.rank < best->rank))
      best = &entry;
  return best;
}

Shape ShapeFinder::shape_of_dict(const Value& dict, int depth) const {
  if (dict.size() == 0) return Shape::empty;
  if (tool_.is_frame(dict)) return Shape::frame;
  const DictLook look = look_into(dict, depth);
  const auto count = [&](auto... shapes) {
    return static_cast<std::size_t>(std::ranges::count_if(
        look.entries, [&](const Entry& entry) { return ((entry.shape == shapes) || ...); }));
  };
  const Entry* best = best_of(look, is_any);
  if (best != nullptr && best->rank < kUsualKeys.size())
    return best->shape == Shape::frames ? Shape::frames : Shape::frame;
  // A frame in a dict of its own, which is no picture's name.
  if (look.entries.size() == 1 && best != nullptr && best->shape == Shape::frame &&
      best->key.find('.') == std::string::npos && !whole_number_in(Value(best->key)))
    return Shape::frame;
  const std::size_t persons = count(Shape::person), frames = count(Shape::people, Shape::frame);
  const std::size_t others = count(Shape::other);
  if (best_of(look, is_frames) != nullptr) return Shape::frames;
  if (look.scalars == 0 && others == 0) {
    if (frames > 0) return Shape::frames;
    if (persons > 0) return best != nullptr ? Shape::people : Shape::other;
    const bool are_numbered = std::ranges::all_of(dict.entries(), [](const Value::Entry& entry) {
      return whole_number_in(entry.first).has_value();
    });
    return look.has_usual_empty || are_numbered ? Shape::empty : Shape::other;
  }
  if (best != nullptr && persons + frames == 1) return Shape::frame;
  if (frames > others && look.scalars <= frames) return Shape::frames;
  if (persons > others && best != nullptr && look.scalars <= persons) return Shape::people;
  return look.has_usual_empty ? Shape::empty : Shape::other;
}

Field ShapeFinder::odd_part(const Field& closed) const {
  const Field field = content_of(closed);
  const Value& value = field.value();
  const auto is_odd = [&](const Value& part) {
    const Value content = content_of(part);
    return (content.is_dict() || content.is_sequence()) && shape_of(content) == Shape::other;
  };
  if (value.is_sequence()) {
    const auto odd = std::ranges::find_if(value.items(), is_odd);
    const bool is_only_one = odd != value.items().end() && (odd->is_dict() || value.size() == 1);
    return is_only_one ? odd_part(field[static_cast<std::size_t>(odd - value.items().begin())])
                       : field;
  }
  if (!value.is_dict()) return field;
  for (const auto& [key, part] : field.entries()) {
    const std::string plain = plain_key(key);
    const bool are_points = std::ranges::find(kPointKeys, plain) != kPointKeys.end();
    if (!are_points && rank_of(plain) < kUsualKeys.size() && is_odd(part.value()))
      return odd_part(part);
  }
  return field;
}

std::optional<std::string> ShapeFinder::people_key(const Value& dict) const {
  const DictLook look = look_into(dict, 0);
  const Entry* best = best_of(look, is_frame);
  return best == nullptr ? std::nullopt : std::optional(best->key);
}

std::vector<std::string> ShapeFinder::frames_keys(const Value& dict) const {
  const DictLook look = look_into(dict, 0);
  const Entry* best = best_of(look, is_frames);
  std::vector<std::string> keys;
  if (best == nullptr) return keys;
  for (const Entry& entry : look.entries)
    if (entry.is_sure && is_frames(entry.shape) && entry.rank == best->rank)
      keys.push_back(entry.key);
  return keys;
}

}  // namespace posegrad::pose::detections
