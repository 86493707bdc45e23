#include <algorithm>
#include <array>
#include <limits>

#include <fmt/format.h>

#include "pose/detections/records/arrays/array_readers.h"
#include "pose/detections/records/arrays/keypoint_arrays.h"
#include "pose/detections/records/arrays/number_block.h"
#include "pose/detections/records/arrays/settle_records.h"
#include "pose/detections/records/sequence_choice.h"
#include "pose/formats/text_codec.h"
#include "pose/geometry/skeleton_tables.h"

namespace posegrad::pose::detections::arrays {
namespace {

using formats::Field;
using formats::Value;

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

/// What the metadata may call a layout, and the registry's name of it.
constexpr std::array<std::array<std::string_view, 2>, 5> kLayouts{{{"coco", "coco"},
                                                                   {"h36m", "h36m"},
                                                                   {"mpii", "mpii"},
                                                                   {"humaneva15", "humaneva15"},
                                                                   {"humaneva20", "humaneva20"}}};

struct Choice {
  std::string subject, action;
  Field sequence;
};

const Field& choose(const std::vector<std::pair<std::string, Field>>& items,
                    const std::string& wanted, const char* what, const char* option,
                    const Field& place, std::string& name) {
  std::vector<std::string> names;
  for (const auto& item : items) names.push_back(item.first);
  const std::size_t i = choose_name(names, wanted, what, option, place.where());
  name = names[i];
  return items[i].second;
}

Choice choose_sequence(const Field& positions, const SequenceChoice& choice) {
  Choice chosen{"", "", positions};
  const auto subjects = positions.entries();
  const Field& subject =
      choose(subjects, choice.subject, "subject", "--subject", positions, chosen.subject);
  const auto actions = subject.entries();
  chosen.sequence = choose(actions, choice.action, "action", "--action", subject, chosen.action);
  return chosen;
}

/// One camera's (T, K, 2 or 3) of a list over cameras, or of an array whose first axis they are.
NumberBlock camera_of(const Field& field, const std::optional<Index>& wanted, Records& records) {
  const Index camera = wanted.value_or(0);
  const bool is_numbers = field.value().is_array() && field.as_array().is_number();
  if (is_numbers && field.as_array().rank() != 4)
    field.fail(
        "a list over cameras or an array (cameras, frames, joints, 2 or 3) is wanted; found " +
        field.as_array().to_string());
  const bool is_objects = field.value().is_array() && !is_numbers;
  const Index cameras = is_numbers   ? field.as_array().dim(0)
                        : is_objects ? static_cast<Index>(field.as_array().objects().size())
                                     : static_cast<Index>(field.size());
  if (camera < 0 || camera >= cameras)
    field.fail(fmt::format("there is no camera {}; there are {}", camera, cameras));
  if (!wanted && cameras > 1)
    records.notes.push_back(
        fmt::format("the first of {} cameras is read; --camera chooses another", cameras));
  if (is_numbers) return NumberBlock(field.as_array().item_of_first_axis(camera));
  const auto i = static_cast<std::size_t>(camera);
  const Field item(is_objects ? field.as_array().objects()[i] : field.value().items()[i],
                   fmt::format("{}: camera {}", field.where(), camera));
  const auto block = number_block(item);
  if (!block || block->rank() != 3)
    item.fail("an array (frames, joints, 2 or 3) of numbers is wanted; found " +
              (block && block->rank() > 0 ? "the shape " + block->shape_text()
                                          : std::string(item.value().kind_name())));
  return *block;
}

/// Left and right joints: two lists, or an array (2, n).
std::optional<std::array<std::vector<double>, 2>> symmetry_of(const Field& metadata) {
  const auto field = metadata.find("keypoints_symmetry");
  if (!field || field->is_none()) return std::nullopt;
  std::vector<Field> sides;
  if (field->value().is_sequence()) {
    sides = field->items();
  } else if (field->value().is_array() && field->as_array().rank() == 2) {
    for (Index side = 0; side < field->as_array().dim(0); ++side)
      sides.emplace_back(Value(field->as_array().item_of_first_axis(side)), field->where());
  }
  if (sides.size() != 2) field->fail("a list of left and one of right joints are wanted");
  std::array<std::vector<double>, 2> joints;
  for (std::size_t side = 0; side < 2; ++side) {
    const auto block = number_block(sides[side]);
    if (!block || block->rank() != 1) sides[side].fail("a list of numbers of joints is wanted");
    joints[side] = block->flat(block->numel());
  }
  return joints;
}

bool has_sides(const KeypointLayout& layout, const std::array<std::vector<double>, 2>& sides) {
  return std::ranges::equal(layout.left, sides[0]) && std::ranges::equal(layout.right, sides[1]);
}

/// The layout that name and symmetry state together. Files made in the wild carry the metadata of
/// another data set: where the two contradict each other, nothing is stated.
std::string stated_layout(const Field& metadata, Index joints, std::vector<std::string>& notes) {
  const auto field = metadata.find("layout_name");
  const std::string name = field && !field->is_none() ? field->as_text() : "";
  const auto sides = symmetry_of(metadata);
  std::string stated, by_sides;
  for (const auto& [claimed, registered] : kLayouts) {
    const KeypointLayout& layout = keypoint_layout(claimed);
    if (layout.num_joints() != joints) continue;
    if (name == claimed) stated = registered;
    if (sides && has_sides(layout, *sides)) by_sides = registered;
  }
  if (!stated.empty() && sides && stated != by_sides) {
    notes.push_back(fmt::format(
        "the metadata claims the layout '{}' but has other left and right joints; it is not "
        "believed",
        formats::printable(name)));
    return "";
  }
  if (stated.empty() && !name.empty() && by_sides.empty())
    notes.push_back(
        fmt::format("the metadata claims the layout '{}', which is not that of {} joints",
                    formats::printable(name), joints));
  return stated.empty() ? by_sides : stated;
}

/// The fork that detects in a user's own video files one person under these names, in COCO's order
/// whatever its metadata says.
bool is_of_fork(const Choice& chosen, std::size_t subjects, const NumberBlock& block) {
  return subjects == 1 && chosen.subject == "S1" && chosen.action == "Directions 1" &&
         block.dim(2) == 3 && block.dim(1) == 17;
}

class DataSetNpzReader final : public RecordReader {
 public:
  std::string name() const override { return "VideoPose3D data set"; }
  std::string written_by() const override {
    return "VideoPose3D's data_2d_*.npz and prepare_data_2d_custom.py, the in-the-wild fork";
  }
  std::string files() const override { return "npz (positions_2d, metadata)"; }
  std::vector<std::string> layouts() const override {
    return {"coco", "h36m", "mpii", "humaneva15", "humaneva20"};
  }

  bool takes(const Source& source) const override {
    const Document* document = single_document(source);
    return document != nullptr && document->value.is_dict() &&
           (document->content == Content::arrays || document->content == Content::data) &&
           document->value.find("positions_2d") != nullptr;
  }

  Records read(const Source& source, const SequenceChoice& choice) const override {
    const Field file(single_document(source)->value, single_document(source)->path);
    const Field positions = file.at("positions_2d").unwrapped();
    const Choice chosen = choose_sequence(positions, choice);
    Records records;
    const NumberBlock block = camera_of(chosen.sequence, choice.camera, records);
    if (block.dim(2) != 2 && block.dim(2) != 3)
      chosen.sequence.fail("2 or 3 numbers a joint are wanted; found the shape " +
                           block.shape_text());
    if (block.numel() == 0)
      chosen.sequence.fail("there is no frame; found the shape " + block.shape_text());
    records.format =
        fmt::format("data set of 2D keypoints ({})", block.dim(2) == 3 ? "x, y, score" : "x, y");
    records.usual = layouts();
    const auto metadata = file.find("metadata");
    if (metadata && metadata->unwrapped().value().is_dict())
      add_metadata(metadata->unwrapped(), chosen, block.dim(1), records);
    if (is_of_fork(chosen, positions.size(), block) && records.layout != "coco") {
      if (!records.layout.empty())
        records.notes.push_back(fmt::format(
            "the metadata claims {}; files with S1, Directions 1 and scores have COCO's joints",
            records.layout));
      records.layout = "coco";
    }
    for (Index t = 0; t < block.dim(0); ++t) {
      RawFrame& frame = records.frames.emplace_back();
      frame.where = fmt::format("frame {}", t);
      frame.people.push_back({raw_points(block.item(t)), kNaN, {}, {}, frame.where});
    }
    leave_out_absent_people(records);
    return records;
  }

 private:
  static void add_metadata(const Field& metadata, const Choice& chosen, Index joints,
                           Records& records) {
    records.layout = stated_layout(metadata, joints, records.notes);
    const auto videos = metadata.find("video_metadata");
    if (!videos || !videos->value().is_dict()) return;
    const auto video = videos->find(chosen.subject);
    if (video) records.size = picture_size_of(*video);
  }
};

}  // namespace

std::unique_ptr<RecordReader> data_set_npz_reader() { return std::make_unique<DataSetNpzReader>(); }

}  // namespace posegrad::pose::detections::arrays
