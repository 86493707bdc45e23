#include <algorithm>
#include <limits>

#include <fmt/format.h>
#include <hdf5.h>

#include "tests/detections/property/formats.h"
#include "tests/detections/property/json_text.h"

namespace posegrad::test::property {
namespace {

using pose::detections::Units;

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

/// A file that is written item by item; groups are made by the items' paths.
class Hdf5File {
 public:
  explicit Hdf5File(const std::string& path)
      : file_(H5Fcreate(path.c_str(), H5F_ACC_TRUNC, H5P_DEFAULT, H5P_DEFAULT)),
        making_groups_(H5Pcreate(H5P_LINK_CREATE)) {
    H5Pset_create_intermediate_group(making_groups_, 1);
  }
  ~Hdf5File() {
    H5Pclose(making_groups_);
    H5Fclose(file_);
  }
  Hdf5File(const Hdf5File&) = delete;
  Hdf5File& operator=(const Hdf5File&) = delete;

  void numbers(const char* path, const std::vector<hsize_t>& shape,
               const std::vector<double>& numbers) {
    write(path, shape, H5T_NATIVE_DOUBLE, numbers.data());
  }
  void integers(const char* path, const std::vector<std::int64_t>& numbers) {
    write(path, {numbers.size()}, H5T_NATIVE_INT64, numbers.data());
  }
  /// Of one width, filled with zeros, as PyTables has them.
  void texts(const char* path, const std::vector<std::string>& items) {
    std::size_t width = 1;
    for (const std::string& item : items) width = std::max(width, item.size());
    std::string bytes;
    for (std::string item : items) {
      item.resize(width, '\0');
      bytes += item;
    }
    const hid_t type = H5Tcopy(H5T_C_S1);
    H5Tset_size(type, width);
    H5Tset_strpad(type, H5T_STR_NULLPAD);
    write(path, {items.size()}, type, bytes.data());
    H5Tclose(type);
  }

 private:
  void write(const char* path, const std::vector<hsize_t>& shape, hid_t type, const void* data) {
    const hid_t space = H5Screate_simple(static_cast<int>(shape.size()), shape.data(), nullptr);
    const hid_t set =
        H5Dcreate2(file_, path, type, space, making_groups_, H5P_DEFAULT, H5P_DEFAULT);
    H5Dwrite(set, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, data);
    H5Dclose(set);
    H5Sclose(space);
  }

  hid_t file_, making_groups_;
};

/// A level of pandas' columns: the different names, and which of them each column has.
void add_level(Hdf5File& file, int level, const std::vector<std::string>& columns) {
  std::vector<std::string> names = columns;
  std::ranges::sort(names);
  names.erase(std::unique(names.begin(), names.end()), names.end());
  std::vector<std::int64_t> places;
  for (const std::string& column : columns)
    places.push_back(std::ranges::lower_bound(names, column) - names.begin());
  file.texts(fmt::format("df_with_missing/block0_items_level{}", level).c_str(), names);
  file.integers(fmt::format("df_with_missing/block0_items_label{}", level).c_str(), places);
}

/// DeepLabCut's data frame in pandas' fixed format.
std::string deeplabcut(const Told& told, const TemporaryFolder& folder) {
  const std::string path = folder / "clipDLC_resnet50.h5";
  Hdf5File file(path);
  std::vector<std::string> scorers, individuals, bodyparts, coords;
  for (std::size_t who = 0; who < told.people; ++who)
    for (const std::string& name : told.names)
      for (const auto* coord : {"x", "y", "likelihood"}) {
        scorers.emplace_back("DLC_resnet50");
        individuals.push_back(fmt::format("person{}", who + 1));
        bodyparts.push_back(name);
        coords.emplace_back(coord);
      }
  std::vector<double> rows;
  std::vector<std::int64_t> index;
  for (const ToldFrame& frame : listed_frames(told)) {
    index.push_back(frame.number);
    for (std::size_t who = 0; who < told.people; ++who) {
      const auto person = std::ranges::find(frame.people, who, &ToldPerson::who);
      for (std::size_t joint = 0; joint < told.names.size(); ++joint) {
        const ToldPoint point =
            person == frame.people.end() ? ToldPoint{kNaN, kNaN, kNaN} : person->points[joint];
        rows.insert(rows.end(), {point.x, point.y, point.score});
      }
    }
  }
  file.numbers("df_with_missing/block0_values", {index.size(), coords.size()}, rows);
  int level = 0;
  add_level(file, level++, scorers);
  if (told.people > 1) add_level(file, level++, individuals);
  add_level(file, level++, bodyparts);
  add_level(file, level, coords);
  file.integers("df_with_missing/axis1", index);
  return path;
}

/// SLEAP's analysis: (tracks, 2, nodes, frames).
std::string sleap(const Told& told, const TemporaryFolder& folder) {
  const std::string path = folder / "clip.analysis.h5";
  Hdf5File file(path);
  const std::size_t frames = told.frames.size(), nodes = told.names.size(), tracks = told.people;
  std::vector<double> points(tracks * 2 * nodes * frames, kNaN);
  std::vector<double> scores(tracks * nodes * frames, kNaN);
  for (std::size_t f = 0; f < frames; ++f)
    for (const ToldPerson& person : told.frames[f].people)
      for (std::size_t j = 0; j < nodes; ++j) {
        const ToldPoint& point = person.points[j];
        points[((person.who * 2) * nodes + j) * frames + f] = point.x;
        points[((person.who * 2 + 1) * nodes + j) * frames + f] = point.y;
        scores[(person.who * nodes + j) * frames + f] = point.score;
      }
  file.numbers("tracks", {tracks, 2, nodes, frames}, points);
  file.numbers("point_scores", {tracks, nodes, frames}, scores);
  file.texts("node_names", told.names);
  std::vector<std::string> names;
  for (std::size_t i = 0; i < tracks; ++i) names.push_back(fmt::format("track_{}", i));
  file.texts("track_names", names);
  return path;
}

/// An array (T, P, J, 3) by itself.
std::string array(const Told& told, const TemporaryFolder& folder) {
  const std::string path = folder / "clip.h5";
  Hdf5File file(path);
  const auto joints = static_cast<std::size_t>(told.layout->count());
  std::vector<double> numbers(told.frames.size() * told.people * joints * 3, 0);
  std::size_t at = 0;
  for (const ToldFrame& frame : told.frames)
    for (std::size_t slot = 0; slot < told.people; ++slot)
      for (std::size_t j = 0; j < joints; ++j, at += 3) {
        if (slot >= frame.people.size()) continue;
        const ToldPoint& point = frame.people[slot].points[j];
        numbers[at] = point.x;
        numbers[at + 1] = point.y;
        numbers[at + 2] = point.score;
      }
  file.numbers("pose/keypoints", {told.frames.size(), told.people, joints, 3}, numbers);
  return path;
}

}  // namespace

std::vector<Format> hdf5_formats() {
  return {{"DeepLabCut HDF5",
           "DeepLabCut HDF5",
           {.numbering = Numbering::from_zero, .has_names = true, .units = Units::pixels},
           deeplabcut},
          {"SLEAP", "SLEAP analysis HDF5", {.has_names = true, .units = Units::pixels}, sleap},
          {"HDF5 array", "arrays of keypoints", {}, array}};
}

}  // namespace posegrad::test::property
