#include <limits>

#include <fmt/format.h>

#include "pose/detections/records/arrays/array_readers.h"
#include "pose/detections/records/arrays/keypoint_arrays.h"
#include "pose/detections/records/arrays/number_block.h"
#include "pose/detections/records/sequence_choice.h"

namespace posegrad::pose::detections::arrays {
namespace {

using formats::Field;
using formats::NdArray;
using formats::Value;

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

/// What was found of the class "person" in each frame. NumPy made arrays of three kinds out of the
/// scripts' nested lists: objects (F, 2) of [background, person]; objects (F,) of such lists, or
/// None; numbers (F, 2, 0) when all of them were empty.
class PersonFrames {
 public:
  explicit PersonFrames(Field field) : field_(std::move(field)), array_(field_.as_array()) {
    const bool is_objects = array_.type() == formats::ArrayType::object &&
                            (array_.rank() == 1 || (array_.rank() == 2 && array_.dim(1) == 2));
    if (!is_objects && !is_nothing())
      field_.fail("objects of shape (frames, 2) or (frames,) are wanted; found " +
                  array_.to_string());
  }

  /// Nobody in any frame, however many the shape claims.
  bool is_nothing() const {
    return array_.is_number() && array_.rank() >= 1 && array_.numel() == 0;
  }
  Index count() const { return array_.dim(0); }
  /// Null when there is nothing.
  Field at(Index frame) const {
    std::string where = fmt::format("{}: frame {}", field_.where(), frame);
    if (array_.is_number()) return {Value(), std::move(where)};
    const auto i = static_cast<std::size_t>(frame);
    if (array_.rank() == 2) return {array_.objects()[2 * i + 1], std::move(where)};
    const Field classes(array_.objects()[i], std::move(where));
    if (classes.is_none()) return classes;
    if (classes.size() != 2)
      classes.fail(
          fmt::format("a list of background and person is wanted; found {} items", classes.size()));
    return {classes[1].value(), classes.where()};
  }

 private:
  Field field_;
  NdArray array_;
};

bool is_empty(const Field& field) {
  if (field.is_none()) return true;
  if (field.value().is_array()) return field.as_array().numel() == 0;
  return field.size() == 0;
}

/// Rows x, y (, score | , logit, probability ...) of joints; by hand also joints (J, 2 or 3).
std::vector<RawPoint> points_of(const NumberBlock& block, const Field& place) {
  constexpr Index kFewestJoints = 5, kMostRows = 8;
  const bool has_axes = block.rank() == 2 && block.numel() > 0;
  const Index rows = has_axes ? block.dim(0) : 0, columns = has_axes ? block.dim(1) : 0;
  if (has_axes && rows >= 2 && rows <= kMostRows && columns >= kFewestJoints && columns > rows)
    return raw_points(block.arranged("DJ", "JD"));
  if (has_axes && rows >= kFewestJoints && (columns == 2 || columns == 3)) return raw_points(block);
  place.fail(
      fmt::format("an array (4, 17) of numbers is wanted; found the shape {}", block.shape_text()));
}

/// Detectron has a list of arrays, Detectron2 one array.
std::vector<NumberBlock> blocks_of(const Field& field, RepetitionGuard& guard) {
  std::vector<NumberBlock> blocks;
  const auto all = number_block(field, guard);
  if (all && all->rank() == 3) {
    for (Index person = 0; person < all->dim(0); ++person) blocks.push_back(all->item(person));
    return blocks;
  }
  if (!field.value().is_sequence())
    field.fail("an array (people, 4, 17) of numbers is wanted; found " +
               (field.value().is_array() ? field.as_array().to_string()
                                         : std::string(field.value().kind_name())));
  for (const Field& person : field.items()) {
    const auto block = number_block(person, guard);
    if (!block) person.fail("an array (4, 17) of numbers is wanted");
    blocks.push_back(*block);
  }
  return blocks;
}

void add_people(const Field& boxes, const Field& keypoints, RepetitionGuard& guard,
                RawFrame& frame) {
  const auto rows = number_block(boxes, guard);
  if (!rows || rows->rank() != 2 || rows->dim(1) < 4 || rows->dim(1) > 5)
    boxes.fail("an array (people, 5) of numbers is wanted; found " +
               (rows ? "the shape " + rows->shape_text() : std::string("something else")));
  const std::vector<NumberBlock> blocks = blocks_of(keypoints, guard);
  if (static_cast<Index>(blocks.size()) != rows->dim(0))
    keypoints.fail(fmt::format("{} people; there are {} boxes", blocks.size(), rows->dim(0)));
  for (std::size_t i = 0; i < blocks.size(); ++i) {
    const auto item = [&](Index column) { return rows->at({static_cast<Index>(i), column}); };
    RawPerson& person = frame.people.emplace_back();
    person.points = points_of(blocks[i], keypoints);
    person.score = rows->dim(1) == 5 ? item(4) : kNaN;
    person.box = {item(0), item(1), item(2), item(3)};
    person.where = fmt::format("{}: person {}", frame.where, i);
  }
}

class DetectronNpzReader final : public RecordReader {
 public:
  std::string name() const override { return "Detectron, Detectron2"; }
  std::string written_by() const override {
    return "VideoPose3D's infer_video.py (Detectron) and infer_video_d2.py (Detectron2)";
  }
  std::string files() const override { return "npz (boxes, keypoints) of VideoPose3D's scripts"; }
  std::vector<std::string> layouts() const override { return {"coco"}; }

  bool takes(const Source& source) const override {
    const Document* document = single_document(source);
    if (document == nullptr || document->content != Content::arrays || !document->value.is_dict())
      return false;
    const Value* boxes = document->value.find("boxes");
    const Value* keypoints = document->value.find("keypoints");
    return is_of_frames(boxes) && is_of_frames(keypoints);
  }

  Records read(const Source& source, const SequenceChoice& choice) const override {
    require_no_choice(source, choice);
    const Field file(single_document(source)->value, single_document(source)->path);
    const PersonFrames boxes(file.at("boxes")), keypoints(file.at("keypoints"));
    if (keypoints.count() != boxes.count())
      file.at("keypoints")
          .fail(fmt::format("{} frames; boxes has {}", keypoints.count(), boxes.count()));
    if (boxes.is_nothing() || keypoints.is_nothing())
      file.fail(fmt::format("nobody was found in any of {} frames (Detectron npz)", boxes.count()));
    Records records;
    records.format = "Detectron npz";
    records.usual = layouts();
    add_size(file, records);
    RepetitionGuard guard;
    for (Index i = 0; i < boxes.count(); ++i) {
      RawFrame& frame = records.frames.emplace_back();
      frame.where = fmt::format("frame {}", i);
      const Field box = boxes.at(i), keypoint = keypoints.at(i);
      if (is_empty(box) || is_empty(keypoint)) continue;
      if (keypoint.value().is_array()) records.format = "Detectron2 npz";
      add_people(box, keypoint, guard, frame);
    }
    return records;
  }

 private:
  /// By the nesting of frames and classes, which sets it apart from plain arrays of these names.
  static bool is_of_frames(const Value* value) {
    if (value == nullptr || !value->is_array()) return false;
    const NdArray& array = value->as_array();
    if (array.type() == formats::ArrayType::object)
      return array.rank() == 1 || (array.rank() == 2 && array.dim(1) == 2);
    return array.is_number() && array.rank() == 3 && array.dim(1) == 2 && array.numel() == 0;
  }

  static void add_size(const Field& file, Records& records) {
    const auto found = file.find("metadata");
    if (!found) return;
    const Field metadata = found->unwrapped();
    if (!metadata.value().is_dict()) return;
    records.size = picture_size_of(metadata);
    if (!records.size)
      metadata.fail("w and h are wanted, whole numbers of pixels from 1 to 100000");
  }
};

}  // namespace

std::unique_ptr<RecordReader> detectron_npz_reader() {
  return std::make_unique<DetectronNpzReader>();
}

}  // namespace posegrad::pose::detections::arrays
