#include "pose/formats/torch_file.h"
#include "tests/fuzz/target.h"
#include "tests/fuzz/zip_members.h"

namespace posegrad::fuzz {
namespace {

/// The input is the pickle in an archive that is right but for it: what a zip's checksums keep
/// changes from comes through.
void read_torch_pickle(std::string_view bytes) {
  constexpr std::size_t kBytesOfStorage = 256;
  const std::string storage(kBytesOfStorage, '\1');
  pose::formats::torch_load(zip_file({{"archive/data.pkl", std::string(bytes)},
                                      {"archive/data/0", storage},
                                      {"archive/data/1", storage},
                                      {"archive/version", "3\n"}}));
}

const Registered kTorchPickle{{"torch_pickle", read_torch_pickle, mutate_pickle}};

}  // namespace
}  // namespace posegrad::fuzz
