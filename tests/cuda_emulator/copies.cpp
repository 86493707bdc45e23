#include <cstring>

#include "tests/cuda_emulator/api.h"
#include "tests/cuda_emulator/memory.h"
#include "tests/cuda_emulator/streams.h"

namespace cuda_emulator {
namespace {

/// Rows of `width` bytes, `pitch` bytes apart. A plain copy is one row.
struct Copy {
  void* to;
  std::size_t to_pitch;
  const void* from;
  std::size_t from_pitch;
  std::size_t width, height;

  std::size_t to_bytes() const { return (height - 1) * to_pitch + width; }
  std::size_t from_bytes() const { return (height - 1) * from_pitch + width; }

  void run() const {
    for (std::size_t row = 0; row < height; ++row) {
      std::memcpy(static_cast<std::byte*>(to) + row * to_pitch,
                  static_cast<const std::byte*>(from) + row * from_pitch, width);
    }
  }
};

/// Do the pointers lie where the direction says?
bool is_apt(cudaMemcpyKind kind, Place to, Place from) {
  if (to == Place::astray || from == Place::astray) return false;
  if (kind == cudaMemcpyDefault) return true;
  const bool to_device = kind == cudaMemcpyHostToDevice || kind == cudaMemcpyDeviceToDevice;
  const bool from_device = kind == cudaMemcpyDeviceToHost || kind == cudaMemcpyDeviceToDevice;
  return to_device == (to == Place::device) && from_device == (from == Place::device);
}

/// The source as it is now: what a copy from pageable memory sends, whatever becomes of it later.
Copy staged(const Copy& copy, std::shared_ptr<std::vector<std::byte>>& buffer) {
  buffer = std::make_shared<std::vector<std::byte>>(copy.width * copy.height);
  const Copy fill{buffer->data(), copy.width, copy.from, copy.from_pitch, copy.width, copy.height};
  fill.run();
  return {copy.to, copy.to_pitch, buffer->data(), copy.width, copy.width, copy.height};
}

/// CUDA's rules: pinned host memory is read or written when the copy's turn comes; from pageable
/// memory the bytes are taken at once; to pageable memory the call waits for the copy.
cudaError_t copy_async(const Copy& copy, cudaMemcpyKind kind, cudaStream_t handle) {
  CUstream_st* const stream = find_stream(handle);
  if (stream == nullptr) return cudaErrorInvalidResourceHandle;
  if (kind < cudaMemcpyHostToHost || kind > cudaMemcpyDefault)
    return cudaErrorInvalidMemcpyDirection;
  if (copy.width == 0 || copy.height == 0) return cudaSuccess;
  if (copy.to_pitch < copy.width || copy.from_pitch < copy.width) return cudaErrorInvalidPitchValue;
  const Place to = place_of(copy.to, copy.to_bytes());
  const Place from = place_of(copy.from, copy.from_bytes());
  if (!is_apt(kind, to, from)) return cudaErrorInvalidValue;
  if (is_capturing(*stream) && (to == Place::pageable || from == Place::pageable)) {
    return invalidate(*stream, cudaErrorStreamCaptureUnsupported);
  }
  std::shared_ptr<std::vector<std::byte>> buffer;
  const Copy now = from == Place::pageable ? staged(copy, buffer) : copy;
  const cudaError_t error = enqueue(handle, [now, buffer] { now.run(); });
  if (error == cudaSuccess && to == Place::pageable) {
    run_all(*stream);
    ++mutable_counters().synchronizations;
  }
  return error;
}

/// Waits for the default stream and the blocking ones, not for the others; between device
/// addresses it does not make the host wait.
cudaError_t copy_now(const Copy& copy, cudaMemcpyKind kind) {
  if (const cudaError_t error = refuse_while_capturing()) return error;
  if (const cudaError_t error = copy_async(copy, kind, nullptr)) return error;
  const bool on_device = kind == cudaMemcpyDeviceToDevice;
  return on_device ? cudaSuccess : synchronize_default_stream();
}

cudaError_t set_bytes(void* pointer, int value, std::size_t bytes, cudaStream_t stream) {
  if (bytes == 0) return cudaSuccess;
  if (place_of(pointer, bytes) != Place::device) return cudaErrorInvalidValue;
  return enqueue(stream, [=] { std::memset(pointer, value, bytes); });
}

}  // namespace
}  // namespace cuda_emulator

using namespace cuda_emulator;

cudaError_t cudaMemcpy(void* to, const void* from, std::size_t bytes, cudaMemcpyKind kind) {
  return api("cudaMemcpy", [&] { return copy_now({to, bytes, from, bytes, bytes, 1}, kind); });
}

cudaError_t cudaMemcpyAsync(void* to, const void* from, std::size_t bytes, cudaMemcpyKind kind,
                            cudaStream_t stream) {
  return api("cudaMemcpyAsync", [&] {
    return copy_async({to, bytes, from, bytes, bytes, 1}, kind, stream);
  });
}

cudaError_t cudaMemcpy2D(void* to, std::size_t to_pitch, const void* from, std::size_t from_pitch,
                         std::size_t width, std::size_t height, cudaMemcpyKind kind) {
  return api("cudaMemcpy2D", [&] {
    return copy_now({to, to_pitch, from, from_pitch, width, height}, kind);
  });
}

cudaError_t cudaMemcpy2DAsync(void* to, std::size_t to_pitch, const void* from,
                              std::size_t from_pitch, std::size_t width, std::size_t height,
                              cudaMemcpyKind kind, cudaStream_t stream) {
  return api("cudaMemcpy2DAsync", [&] {
    return copy_async({to, to_pitch, from, from_pitch, width, height}, kind, stream);
  });
}

cudaError_t cudaMemset(void* pointer, int value, std::size_t bytes) {
  return api("cudaMemset", [&] {
    if (const cudaError_t error = refuse_while_capturing()) return error;
    return set_bytes(pointer, value, bytes, nullptr);
  });
}

cudaError_t cudaMemsetAsync(void* pointer, int value, std::size_t bytes, cudaStream_t stream) {
  return api("cudaMemsetAsync", [&] { return set_bytes(pointer, value, bytes, stream); });
}
