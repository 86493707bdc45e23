#include "tensor/cuda/cublas.h"

#ifndef POSEGRAD_CUDA_EMULATED
#include <dlfcn.h>
#endif
#include <fmt/format.h>

#include "tensor/error.h"

namespace posegrad::cuda {
namespace {

#ifdef POSEGRAD_CUDA_EMULATED
Cublas opened() {
  return {&cublasCreate,          &cublasSetStream, &cublasSetWorkspace,        &cublasGetVersion,
          &cublasGetStatusString, &cublasGemmEx,    &cublasGemmStridedBatchedEx};
}
#else
void* open_library() {
  // Where the system finds it, or where it was when this program was built.
  const std::string name = fmt::format("libcublas.so.{}", CUBLAS_VER_MAJOR);
  for (const std::string& path : {name, POSEGRAD_CUDA_LIBRARIES "/" + name})
    if (void* library = dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL)) return library;
  throw DeviceError(fmt::format(
      "cuBLAS, a part of the CUDA Toolkit, is not there: {}; LD_LIBRARY_PATH can name its folder",
      dlerror()));
}

template <class Function>
void find(void* library, const char* name, Function*& function) {
  function = reinterpret_cast<Function*>(dlsym(library, name));
  if (function == nullptr) throw DeviceError(fmt::format("cuBLAS has no function {}", name));
}

Cublas opened() {
  void* const library = open_library();
  Cublas functions{};
  find(library, "cublasCreate_v2", functions.create);
  find(library, "cublasSetStream_v2", functions.set_stream);
  find(library, "cublasSetWorkspace_v2", functions.set_workspace);
  find(library, "cublasGetVersion_v2", functions.version);
  find(library, "cublasGetStatusString", functions.status_text);
  find(library, "cublasGemmEx", functions.gemm);
  find(library, "cublasGemmStridedBatchedEx", functions.gemm_batch);
  return functions;
}
#endif

}  // namespace

const Cublas& cublas() {
  static const Cublas instance = opened();
  return instance;
}

std::string cublas_missing() {
  try {
    cublas();
    return {};
  } catch (const DeviceError& error) {
    return error.what();
  }
}

}  // namespace posegrad::cuda
