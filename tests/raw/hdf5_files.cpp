#include <array>

#include <fmt/format.h>
#include <hdf5.h>

#include "tests/raw/raw_files.h"
#include "tests/support/temporary_folder.h"

namespace posegrad::test {

RawFiles hdf5_files(const pose::Positions3d& positions) {
  const TemporaryFolder folder;
  const std::string path = folder / "recording.h5";
  RawFiles files;
  for (const pose::Subject3d& subject : positions)
    for (const pose::Recording3d& recording : subject.recordings) {
      const Index frames = recording.poses.dim(0), numbers = recording.poses.dim(1) * 3;
      std::vector<double> columns;
      for (Index number = 0; number < numbers; ++number)
        for (Index t = 0; t < frames; ++t)
          columns.push_back(static_cast<float>(recording.poses.at(t * numbers + number) * 1000));
      const std::array shape{static_cast<hsize_t>(numbers), static_cast<hsize_t>(frames)};
      const hid_t file = H5Fcreate(path.c_str(), H5F_ACC_TRUNC, H5P_DEFAULT, H5P_DEFAULT);
      const hid_t space = H5Screate_simple(2, shape.data(), nullptr);
      const hid_t set = H5Dcreate2(file, "3D_positions", H5T_IEEE_F64LE, space, H5P_DEFAULT,
                                   H5P_DEFAULT, H5P_DEFAULT);
      H5Dwrite(set, H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT, columns.data());
      H5Dclose(set);
      H5Sclose(space);
      H5Fclose(file);
      files.emplace_back(
          fmt::format("h36m/{}/MyPoses/3D_positions/{}.h5", subject.name, recording.action),
          read_text(path));
    }
  return files;
}

}  // namespace posegrad::test
