#pragma once
#include <functional>
#include <string>
#include <vector>

#include "pose/detections/records/records.h"

namespace posegrad::pose::detections::tables {

/// A column of DeepLabCut's data frames.
struct DeepLabCutColumn {
  std::string individual;       // "" in those of one animal
  std::string bodypart, coord;  // "x", "y", "likelihood"
};

/// Puts rows of such columns together to people.
class DeepLabCutColumns {
 public:
  /// Throws DataError at `where` unless a body part has an x and a y.
  DeepLabCutColumns(const std::vector<DeepLabCutColumn>& columns, const std::string& where);

  /// Body parts in the order of the file, those of all individuals together.
  const std::vector<std::string>& names() const noexcept { return names_; }
  /// The people of a row; `number` gives the numbers of its columns.
  std::vector<RawPerson> people_of(const std::function<double(std::size_t)>& number,
                                   const std::string& where) const;

 private:
  struct Part {
    std::size_t x, y, likelihood;
  };
  std::vector<std::string> names_, individuals_;
  std::vector<std::vector<Part>> parts_;  // of each individual
};

}  // namespace posegrad::pose::detections::tables
