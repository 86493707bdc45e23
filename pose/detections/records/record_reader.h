#pragma once
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "pose/detections/container/document.h"
#include "pose/detections/read_options.h"
#include "pose/detections/records/records.h"

namespace posegrad::pose::detections {

/// What the user says that a reader needs: which of several sequences in one file (exact names or
/// unique beginnings), and how many points a person has.
struct SequenceChoice {
  std::string subject, action;
  std::optional<Index> camera;
  Index points = 0;  // by --layout; 0: not said. Only for what the file itself leaves open
  /// No sequence is chosen.
  bool empty() const { return subject.empty() && action.empty() && !camera; }
};

/// One tool's format.
class RecordReader {
 public:
  virtual ~RecordReader() = default;
  /// For tables and help: "OpenPose", and the kinds of files: "folder of JSON, JSON".
  virtual std::string name() const = 0;
  virtual std::string files() const = 0;
  /// For the table in the docs: tools, with the versions whose documented form the tests imitate.
  virtual std::string written_by() const { return ""; }
  /// Layouts that the tool usually writes, the most usual first.
  virtual std::vector<std::string> layouts() const = 0;
  /// Whether one tool's: else anybody may have written such files, in any order of the points.
  virtual bool is_of_tool() const { return true; }
  /// Whether the documents are of this format: by structure, quickly. Of a folder all that were
  /// read.
  virtual bool takes(const Source& source) const = 0;
  /// Throws DataError that names file and place.
  virtual Records read(const Source& source, const SequenceChoice& choice) const = 0;
};

/// In the order in which they are asked.
std::span<const std::unique_ptr<RecordReader>> record_readers();

/// The first that takes a source. Throws DataError in one line that says what was found and what is
/// known; of a folder of folders, which there are.
const RecordReader& reader_for(const Source& source);

/// What the file says, with the layouts that its format usually has where the reader names none.
/// Throws as the reader.
Records records_of(const RecordReader& reader, const Source& source, const ReadOptions& options);

/// "a, b, c, d, ...": the first four, printable.
std::string list_text(const std::vector<std::string>& names);

/// "2 other files in the folder left out: a, b"; no note for none.
void note_left_out(const std::vector<std::string>& names, std::vector<std::string>& notes);

}  // namespace posegrad::pose::detections
