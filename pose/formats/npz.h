#pragma once
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "pose/formats/atomic_file.h"
#include "pose/formats/byte_source.h"
#include "pose/formats/field.h"
#include "pose/formats/zip_reader.h"

namespace posegrad::pose::formats {

/// NumPy's archive of named arrays. An array is read when it is asked for.
/// Throws IoError "cannot open FILE: ...", DataError naming file, member and cause.
class NpzReader {
 public:
  /// progress: of each array that is read.
  explicit NpzReader(std::string path, ReadProgress progress = {})
      : zip_(std::move(path)), progress_(std::move(progress)) {}
  explicit NpzReader(ZipReader zip) : zip_(std::move(zip)) {}

  const std::string& path() const noexcept { return zip_.path(); }
  std::vector<std::string> keys() const;  // in the order of the file, without ".npy"
  bool has(std::string_view key) const;
  /// An array; bytes when the member is not in npy format. Throws DataError listing the keys when
  /// it is not there.
  Value load(std::string_view key) const;
  /// The same with its place for messages, "FILE: KEY"; an object array of rank 0 opened.
  Field field(std::string_view key) const;

 private:
  ZipReader zip_;
  ReadProgress progress_;
};

/// Writes named values, deflated, whole or not at all; the same values give the same bytes. What is
/// no array becomes an object array of rank 0, as NumPy does with a dict. Nothing is appended to
/// the name of the file.
void save_npz(const std::string& path, const std::vector<std::pair<std::string, Value>>& values);
/// All but the last step of it: commit() puts the file in place.
std::unique_ptr<AtomicFile> stage_npz(const std::string& path,
                                      const std::vector<std::pair<std::string, Value>>& values);

}  // namespace posegrad::pose::formats
