#include "apps/version_text.h"

#include <fmt/format.h>

#include "apps/build_facts.h"
#include "apps/options/help.h"
#include "apps/ranks/ranks.h"
#include "apps/version.h"
#include "tensor/blas.h"

namespace posegrad::apps {

std::string version_text() {
  std::string text = fmt::format(
      "posegrad {}\nbuild      {}, {}\nCPU        {}, kernels for {}\nGPU        {}\nMPI        "
      "{}\n",
      kVersion, kBuildType, kCompiler, blas::library(), blas::kernels(), kGpuBackend,
      mpi_version_text());
  constexpr std::size_t kColumn = 11;
  std::string libraries = wrapped(kLibraries, kColumn);
  libraries.replace(0, kColumn, "libraries  ");
  libraries.pop_back();  // print() ends the line
  return text + libraries;
}

}  // namespace posegrad::apps
