#include "pose/formats/npz.h"

#include "pose/formats/reading_limit.h"
#include "tests/fuzz/target.h"

namespace posegrad::fuzz {
namespace {

void read_npz_bytes(std::string_view bytes) {
  using namespace pose::formats;
  within_reading_limit("input.npz", [&] {
    const NpzReader reader(ZipReader(Blob::copy_of(bytes), "input.npz"));
    for (const std::string& key : reader.keys()) reader.field(key);
  });
}

const Registered kNpz{{"npz", read_npz_bytes, mutate_zip}};

}  // namespace
}  // namespace posegrad::fuzz
