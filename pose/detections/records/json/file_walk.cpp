#include "pose/detections/records/json/file_walk.h"

#include <algorithm>
#include <unordered_map>

#include <fmt/format.h>

#include "pose/detections/records/sequence_choice.h"
#include "pose/formats/text_codec.h"

namespace posegrad::pose::detections {
namespace {

using formats::Field;
using formats::Value;

bool is_number(const std::string& key) { return whole_number_in(Value(key)).has_value(); }

FrameInfo info_of_key(const std::string& key) {
  FrameInfo info;
  // Since 1970 in milliseconds or less: when a frame was taken, not which it is.
  constexpr double kLeastTime = 1e11;
  if (const auto time = number_in(Value(key)); time && *time >= kLeastTime) {
    info.time = time;
    return info;
  }
  info.number = whole_number_in(Value(key));
  if (!info.number) info.name = key;
  return info;
}

}  // namespace

std::string key_of(const FrameInfo& info) {
  if (info.number) return fmt::format("{}", *info.number);
  if (!info.name.empty()) return "'" + info.name + "'";
  return info.time ? fmt::format("at {}", *info.time) : "";
}

void FileWalk::fail_unknown(const Field& field) const {
  const Field odd = finder_.odd_part(field);
  odd.fail(fmt::format("this is nothing of {}: {}", format_, description(odd.value())));
}

bool FileWalk::has_frame(const Value& value) const {
  const Shape shape = finder_.shape_of(value);
  return shape != Shape::other && !(shape == Shape::empty && value.is_dict());
}

void FileWalk::add_file(const Field& closed) {
  const Field field = content_of(closed);
  const bool is_list = field.value().is_sequence();
  switch (finder_.shape_of(field.value())) {
    case Shape::person:
      return add_frame(field, {});
    case Shape::people:
      return is_list ? add_list_of_people(field, {}, true) : add_dict_of_frames(field);
    case Shape::frame: {
      found_.around.push_back(field);
      const auto key = finder_.people_key(field.value());
      const Field people = content_of(key ? field.at(*key) : field);
      if (key && people.value().is_sequence() && !has_frame_key(field.value()) &&
          finder_.shape_of(people.value()) == Shape::people)
        return add_list_of_people(people, frame_info(field), plain_key(*key) == "frames");
      return add_frame(field, {});
    }
    case Shape::frames:
      if (!is_list) return add_dict_of_frames(field);
      if (field.size() == 1 && finder_.shape_of(field.value().items().front()) == Shape::frames)
        return add_file(field[0]);
      for (const Field& item : field.items()) add_frame(item, {});
      return;
    case Shape::empty:
      if (!is_list) return add_frame(field, {});
      for (const Field& item : field.items()) add_frame(item, {});
      return;
    case Shape::other:
      fail_unknown(field);
  }
}

void FileWalk::add_dict_of_frames(const Field& dict) {
  found_.around.push_back(dict);
  const std::vector<std::string> keys = finder_.frames_keys(dict.value());
  if (keys.size() == 1) return add_file(dict.at(keys.front()));
  if (keys.size() > 1) return add_sequence(dict, keys);
  const auto entries = dict.entries();
  const auto numbered =
      std::ranges::count_if(entries, [](const auto& entry) { return is_number(entry.first); });
  const bool are_numbered = 2 * static_cast<std::size_t>(numbered) > entries.size();
  // Beside frames by number or picture there may be something else ("fps": 30, "meta": {}).
  const auto is_beside = [&](const std::string& key, const Value& value) {
    if (are_numbered) return !is_number(key);
    return !has_frame(value) && key.find('.') == std::string::npos;
  };
  for (const auto& [key, frame] : entries) {
    if (!is_beside(key, frame.value())) {
      add_frame(frame, info_of_key(key));
    } else if (!are_numbered && !is_nothing(frame.value()) && frame.value().is_dict()) {
      found_.notes.push_back(
          fmt::format("'{}' beside the frames is no frame and left out", formats::printable(key)));
    }
  }
}

void FileWalk::add_sequence(const Field& dict, const std::vector<std::string>& keys) {
  found_.is_choice_used = true;
  add_file(dict.at(chosen_name(keys, choice_.subject, "--subject", dict.where())));
}

void FileWalk::add_people(FoundFrame& frame, const Field& closed) {
  const Field field = content_of(closed);
  const Value& value = field.value();
  const auto add = [&](const Field& item, const std::string& key) {
    const Field open = content_of(item);
    switch (finder_.tool().test(open.value())) {
      case PersonTest::yes:
        frame.people.push_back({open, key, frame.places++});
        return;
      case PersonTest::without:
        ++found_.entries_without;
        return;
      case PersonTest::absent:
        ++frame.places;
        return;
      case PersonTest::no:
        ++frame.places;
        if (finder_.shape_of(open.value()) != Shape::empty)
          open.fail(fmt::format("this is no person of {}: {}", format_, description(open.value())));
    }
  };
  if (finder_.tool().test(value) != PersonTest::no) {
    add(field, "");
  } else if (value.is_sequence()) {
    frame.people.reserve(value.size());
    for (const Field& item : field.items()) add(item, "");
  } else if (value.is_dict()) {
    for (const auto& [key, item] : field.entries()) add(item, key);
  }
}

void FileWalk::add_frame(const Field& closed, const FrameInfo& outer) {
  const Field field = content_of(closed);
  const Shape shape = finder_.shape_of(field.value());
  FoundFrame frame;
  frame.info = shape == Shape::person && !finder_.tool().is_person_a_frame(field.value())
                   ? frame_info_of_person(field)
                   : frame_info(field);
  frame.where = field.where();
  switch (shape) {
    case Shape::person:
    case Shape::people:
      add_people(frame, field);
      break;
    case Shape::frame:
      if (const auto key = finder_.people_key(field.value())) {
        const Field inner = content_of(field.at(*key));
        if (finder_.shape_of(inner.value()) == Shape::frame) return add_frame(inner, frame.info);
        add_people(frame, inner);
      }
      break;
    case Shape::empty:
      if (field.value().is_sequence()) add_people(frame, field);
      break;
    case Shape::frames:
      if (field.value().is_sequence() && field.size() == 1) return add_frame(field[0], outer);
      fail_unknown(field);
    case Shape::other:
      fail_unknown(field);
  }
  if (!frame.info.has_key() && !frame.people.empty()) {
    const FrameInfo inner = frame_info_of_person(frame.people.front().field);
    const auto size = frame.info.size;
    if (inner.has_key()) frame.info = inner;
    frame.info.size = size ? size : inner.size;
  }
  if (outer.has_key()) {
    const auto size = frame.info.size;
    frame.info = outer;
    frame.info.size = size;
  }
  keep(std::move(frame));
}

void FileWalk::add_list_of_people(const Field& list, const FrameInfo& info, bool may_be_frames) {
  const auto items = list.items();
  const auto keyed = std::ranges::count_if(
      items, [](const Field& item) { return has_frame_key(content_of(item.value())); });
  if (keyed == 0) {
    // Persons with nothing between them are frames, too: people who are absent are left out.
    const auto is_frame = [&](const Field& item) {
      return (may_be_frames && is_nothing(item.value())) ||
             finder_.tool().is_person_a_frame(content_of(item.value()));
    };
    if (std::ranges::any_of(items, is_frame)) {
      for (const Field& item : items) add_frame(item, {});
      return;
    }
    FoundFrame frame;
    frame.info = info;
    frame.where = list.where();
    add_people(frame, list);
    return keep(std::move(frame));
  }
  found_.are_entries = true;
  std::unordered_map<std::string, std::size_t> places;
  for (const Field& closed : items) {
    const Field item = content_of(closed);
    FoundFrame one;
    one.info = frame_info_of_person(item);
    one.where = item.where();
    add_people(one, item);
    if (!one.info.has_key()) {
      if (one.people.empty()) continue;
      item.fail("it does not say which frame it is in; others do");
    }
    const auto [place, is_new] = places.emplace(key_of(one.info), found_.frames.size());
    if (is_new) {
      keep(std::move(one));
      continue;
    }
    for (FoundPerson& person : one.people)
      found_.frames[place->second].people.push_back(std::move(person));
  }
}

}  // namespace posegrad::pose::detections
