#pragma once
#include <vector>

#include "pose/detections/container/budget.h"
#include "pose/detections/container/document.h"
#include "pose/detections/container/named_bytes.h"
#include "pose/formats/json.h"

namespace posegrad::pose::detections {

/// Turns the files of one source into documents.
class DocumentOpener {
 public:
  explicit DocumentOpener(Budget& budget) : budget_(budget) {}

  /// A file on disk. Throws IoError when it cannot be read.
  NamedBytes load(const std::string& path);

  /// A file out of what it is packed in: itself, or the files of an archive that holds several.
  /// Throws DataError for more than three wrappings in each other.
  std::vector<NamedBytes> unwrap(NamedBytes file);

  /// Throws ForeignFile for a kind that holds no keypoints, DataError for a broken one. An empty
  /// file is an empty text.
  Document open(const NamedBytes& file);

 private:
  Document text_document(const NamedBytes& file);

  Budget& budget_;
  formats::JsonKeys keys_;
};

/// What a user can bring, for messages.
inline constexpr std::string_view kWantedFiles =
    "JSON, JSON lines, npz, npy, CSV, a text of numbers, HDF5, a pickle or PyTorch file of arrays, "
    "or a folder";

}  // namespace posegrad::pose::detections
