#include <filesystem>
#include <functional>

#include <boost/test/unit_test.hpp>
#include <fmt/format.h>

#include "pose/data/pose_files.h"
#include "pose/formats/atomic_file.h"
#include "pose/formats/npy.h"
#include "pose/formats/pickle.h"
#include "pose/formats/torch_file.h"
#include "pose/model/checkpoint/checkpoint.h"
#include "tests/support/golden_file.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/throws.h"

using namespace posegrad;
using namespace posegrad::pose;
using namespace posegrad::pose::formats;
using namespace posegrad::test;

namespace {

using Reader = std::function<void(const std::string& path)>;

/// The reader must throw an Error or read; anything else (a crash, another exception, what a
/// sanitizer sees) fails.
bool reads(const Reader& reader, const std::string& path) {
  try {
    reader(path);
    return true;
  } catch (const Error& error) {
    BOOST_TEST(!std::string_view(error.what()).empty());
    return false;
  }
}

void check_corrupt(const std::string& name, const Reader& reader) {
  const TemporaryFolder folder;
  const std::string path = folder / "file", whole = read_text(golden_file("formats/" + name));
  const auto try_bytes = [&](const std::string& bytes) {
    std::filesystem::remove(path);  // writing over a file waits for the disk on some systems
    write_text(path, bytes);
    return reads(reader, path);
  };
  BOOST_TEST(try_bytes(whole), name << " reads as it is");
  for (std::size_t size = 0; size < whole.size(); ++size)
    BOOST_TEST(!try_bytes(whole.substr(0, size)), name << " cut to " << size << " bytes was read");
  for (std::size_t at = 0; at < whole.size(); ++at) {
    for (const int flip : {0x01, 0x80, 0xff}) {
      std::string changed = whole;
      changed[at] = static_cast<char>(changed[at] ^ flip);
      try_bytes(changed);
    }
  }
}

}  // namespace

BOOST_AUTO_TEST_SUITE(corrupt_files)

BOOST_AUTO_TEST_CASE(npy) {
  for (const char* name : {"f4_fortran.npy", "texts.npy", "objects.npy"})
    check_corrupt(name, [](const std::string& path) { load_npy(path); });
}

BOOST_AUTO_TEST_CASE(pickle) {
  for (int protocol = 0; protocol <= 5; ++protocol)
    check_corrupt(fmt::format("values_p{}.pkl", protocol),
                  [](const std::string& path) { read_pickle(read_file(path), path); });
}

BOOST_AUTO_TEST_CASE(npz) {
  check_corrupt("data_3d.npz", [](const std::string& path) { read_positions_3d(path); });
  check_corrupt("data_2d.npz", [](const std::string& path) { read_keypoints_2d(path); });
}

BOOST_AUTO_TEST_CASE(torch) {
  for (const char* name : {"small_zip.bin", "small_legacy.bin"})
    check_corrupt(name, [](const std::string& path) { torch_load(path); });
}

BOOST_AUTO_TEST_CASE(safetensors) {
  check_corrupt("../checkpoints/types.safetensors",
                [](const std::string& path) { read_checkpoint(path); });
}

BOOST_AUTO_TEST_SUITE_END()
