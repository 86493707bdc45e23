#pragma once
#include <optional>
#include <span>
#include <string>

#include "pose/formats/field.h"
#include "pose/wild/joint_orders.h"
#include "pose/wild/readers/frame_collector.h"

namespace posegrad::pose::readers {

/// Takes the frames of one format one by one.
class PeopleReader {
 public:
  explicit PeopleReader(std::string source) { detections_.source = std::move(source); }
  virtual ~PeopleReader() = default;
  PeopleReader(const PeopleReader&) = delete;
  PeopleReader& operator=(const PeopleReader&) = delete;

  /// All that the detector wrote about one frame. Throws DataError that names the place.
  virtual void add(Index frame, const formats::Field& content) = 0;
  /// Whether `content` is what add() takes.
  virtual bool takes(const formats::Value& content) const = 0;

  /// What was read. Throws DataError for frame numbers that span too much.
  Detections finish();
  Detections& detections() { return detections_; }

 protected:
  /// The name of the format: "OpenPose BODY_25".
  virtual std::string format_name(const std::string& order) const = 0;

  /// The mapping of a person with that many joints. Throws DataError at `place` when none of the
  /// orders has as many, or another person had another number.
  const JointMapping& mapping(Index joints, std::span<const JointOrder* const> orders,
                              const formats::Field& place);
  /// For files that say which joints they have.
  void set_mapping(JointMapping mapping, Index joints, std::string order);

  FrameCollector frames_;

 private:
  Detections detections_;
  std::optional<JointMapping> mapping_;
  Index joints_ = 0;
  std::string order_;
};

}  // namespace posegrad::pose::readers
