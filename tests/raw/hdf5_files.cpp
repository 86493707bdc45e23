#include <array>

#include <fmt/format.h>
#include <hdf5.h>

#include "tests/raw/raw_files.h"
#include "tests/support/temporary_folder.h"

namespace posegrad::test {

std::string hdf5_file(const std::string& dataset, const std::vector<Index>& shape,
                      const std::vector<double>& numbers) {
  const TemporaryFolder folder;
  const std::string path = folder / "file.h5";
  const std::vector<hsize_t> sizes(shape.begin(), shape.end());
  const hid_t file = H5Fcreate(path.c_str(), H5F_ACC_TRUNC, H5P_DEFAULT, H5P_DEFAULT);
  const hid_t space = H5Screate_simple(static_cast<int>(sizes.size()), sizes.data(), nullptr);
  const hid_t set = H5Dcreate2(file, dataset.c_str(), H5T_IEEE_F64LE, space, H5P_DEFAULT,
                               H5P_DEFAULT, H5P_DEFAULT);
  H5Dwrite(set, H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT, numbers.data());
  H5Dclose(set);
  H5Sclose(space);
  H5Fclose(file);
  return read_text(path);
}

RawFiles hdf5_files(const pose::Positions3d& positions) {
  RawFiles files;
  for (const pose::Subject3d& subject : positions)
    for (const pose::Recording3d& recording : subject.recordings) {
      const Index frames = recording.poses.dim(0), numbers = recording.poses.dim(1) * 3;
      std::vector<double> columns;
      for (Index number = 0; number < numbers; ++number)
        for (Index t = 0; t < frames; ++t)
          columns.push_back(static_cast<float>(recording.poses.at(t * numbers + number) * 1000));
      files.emplace_back(
          fmt::format("h36m/{}/MyPoses/3D_positions/{}.h5", subject.name, recording.action),
          hdf5_file("3D_positions", {numbers, frames}, columns));
    }
  return files;
}

}  // namespace posegrad::test
