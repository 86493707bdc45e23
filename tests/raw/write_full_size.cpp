// Writes raw files of Human3.6M's size, CDF with GZIP, with as many frames as it has: what `posegrad prepare h36m` takes for
// them is measured by
//   write_full_size FOLDER && time posegrad prepare h36m --from-source FOLDER --data OUT
#include <cmath>
#include <cstdio>

#include "pose/raw/h36m_names.h"
#include "tests/raw/raw_files.h"

int main(int count, char** arguments) {
  using namespace posegrad;
  if (count != 2) {
    std::fputs("Usage: write_full_size FOLDER\n", stderr);
    return 2;
  }
  // Of each subject, in one camera; S7 and S8, S9 and S11 are known together.
  constexpr Index kFrames[] = {62094, 99079, 62466, 83149, 83150, 67918, 67918};
  std::size_t number = 0;
  for (const std::string_view name : pose::raw::kH36mSubjects) {
    const auto actions = pose::raw::h36m_recordings(name);
    Index left = kFrames[number++];
    auto recordings = std::ssize(actions);
    for (const std::string& action : actions) {
      const Index frames = left / recordings--;
      left -= frames;
      const Tensor poses = Tensor::empty({frames, 32, 3});
      for (Index e = 0; e < poses.numel(); ++e)
        poses.data<float>()[e] = static_cast<float>(
            std::sin(static_cast<double>(e % 96) + 1e-5 * static_cast<double>(e)));
      test::write_files(arguments[1],
                        test::cdf_files({{std::string(name), {{action, poses}}}}, false));
    }
  }
}
