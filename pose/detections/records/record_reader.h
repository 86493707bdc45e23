#pragma once
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "pose/detections/container/document.h"
#include "pose/detections/records/records.h"

namespace posegrad::pose::detections {

/// Which of several sequences in one file; exact names or unique beginnings.
struct SequenceChoice {
  std::string subject, action;
  std::optional<Index> camera;
  bool empty() const { return subject.empty() && action.empty() && !camera; }
};

/// One tool's format.
class RecordReader {
 public:
  virtual ~RecordReader() = default;
  /// For tables and help: "OpenPose", and the kinds of files: "folder of JSON, JSON".
  virtual std::string name() const = 0;
  virtual std::string files() const = 0;
  /// Layouts that the tool usually writes, the most usual first.
  virtual std::vector<std::string> layouts() const = 0;
  /// Whether the documents are of this format: by structure, quickly. Of a folder all that were
  /// read.
  virtual bool takes(const Source& source) const = 0;
  /// Throws DataError that names file and place.
  virtual Records read(const Source& source, const SequenceChoice& choice) const = 0;
};

/// In the order in which they are asked.
std::span<const std::unique_ptr<RecordReader>> record_readers();

}  // namespace posegrad::pose::detections
