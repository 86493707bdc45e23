#include "tests/cuda_emulator/streams.h"

#include <algorithm>

#include "tests/cuda_emulator/api.h"
#include "tests/cuda_emulator/block.h"

namespace cuda_emulator {
namespace {

constexpr std::size_t kLongestQueue = 4096;

using Streams = std::vector<std::unique_ptr<CUstream_st>>;

/// The default stream comes first. Never destroyed: other destructors of statics may still call
/// CUDA.
Streams& streams() {
  static Streams& all = *[] {
    auto* const first = new Streams;
    first->push_back(std::make_unique<CUstream_st>(true));
    return first;
  }();
  return all;
}

CUstream_st& default_stream() { return *streams().front(); }

void run_one(CUstream_st& stream);

void run_until(const Recording& recording) {
  while (!recording.done) run_one(*recording.stream);
}

void run_one(CUstream_st& stream) {
  const Operation operation = std::move(stream.queue.front());
  stream.queue.pop_front();
  if (operation.wait) run_until(*operation.wait);
  if (operation.work) (*operation.work)();
  if (operation.record) {
    operation.record->done = true;
    operation.record->time = std::chrono::steady_clock::now();
  }
}

void run_blocking_streams() {
  for (const auto& stream : streams()) {
    if (stream->blocking) run_all(*stream);
  }
}

/// Work on the default stream would wait for a capture of a blocking stream.
cudaError_t refuse_default_stream_while_capturing() {
  cudaError_t error = cudaSuccess;
  for (const auto& stream : streams()) {
    if (stream->blocking && is_capturing(*stream)) {
      error = invalidate(*stream, cudaErrorStreamCaptureImplicit);
    }
  }
  return error;
}

cudaError_t create_stream(cudaStream_t* handle, unsigned flags) {
  if (handle == nullptr || flags > cudaStreamNonBlocking) return cudaErrorInvalidValue;
  streams().push_back(std::make_unique<CUstream_st>(flags == cudaStreamDefault));
  *handle = streams().back().get();
  return cudaSuccess;
}

}  // namespace

CUstream_st* find_stream(cudaStream_t handle) {
  if (handle == nullptr) return &default_stream();
  for (const auto& stream : streams()) {
    if (stream.get() == handle) return handle;
  }
  return nullptr;
}

void for_each_stream(const std::function<void(CUstream_st&)>& visit) {
  for (const auto& stream : streams()) visit(*stream);
}

bool is_capturing(const CUstream_st& stream) { return stream.capture != nullptr; }

cudaError_t invalidate(CUstream_st& stream, cudaError_t error) {
  stream.capture->valid = false;
  stream.capture->nodes.clear();
  return error;
}

cudaError_t refuse_while_capturing() {
  cudaError_t error = cudaSuccess;
  for (const auto& stream : streams()) {
    if (is_capturing(*stream) && stream->capture->mode != cudaStreamCaptureModeRelaxed) {
      error = invalidate(*stream, cudaErrorStreamCaptureUnsupported);
    }
  }
  return error;
}

void run_all(CUstream_st& stream) {
  while (!stream.queue.empty()) run_one(stream);
}

void run_all_streams() {
  const Sequence order(streams().size());
  for (std::size_t i = 0; i < streams().size(); ++i) run_all(*streams()[order[i]]);
}

// The default stream and the blocking ones wait for each other: who gets work runs the other side
// first, which may be earlier than needed, but never too early.
void enqueue(CUstream_st& stream, Operation operation) {
  if (&stream == &default_stream()) {
    for (const auto& other : streams()) {
      if (other->blocking && other.get() != &stream) run_all(*other);
    }
  } else if (stream.blocking) {
    run_all(default_stream());
  }
  stream.queue.push_back(std::move(operation));
  if (stream.queue.size() > kLongestQueue) run_all(stream);
}

cudaError_t enqueue(cudaStream_t handle, std::function<void()> work) {
  CUstream_st* const stream = find_stream(handle);
  if (stream == nullptr) return cudaErrorInvalidResourceHandle;
  auto shared = std::make_shared<const std::function<void()>>(std::move(work));
  if (is_capturing(*stream)) {
    if (!stream->capture->valid) return cudaErrorStreamCaptureInvalidated;
    stream->capture->nodes.push_back({std::move(shared)});
    ++stream->captured;
    stream->joined = false;
    return cudaSuccess;
  }
  if (handle == nullptr) {
    if (const cudaError_t error = refuse_default_stream_while_capturing()) return error;
  }
  enqueue(*stream, {std::move(shared), {}, {}});
  return cudaSuccess;
}

void record(CUevent_st& event, CUstream_st& stream) {
  event.capture.reset();
  event.recording = std::make_shared<Recording>(Recording{&stream});
  enqueue(stream, {{}, event.recording, {}});
}

void wait(CUevent_st& event, CUstream_st& stream) {
  if (event.recording) enqueue(stream, {{}, {}, event.recording});
}

cudaError_t synchronize_default_stream() {
  if (const cudaError_t error = refuse_while_capturing()) return error;
  if (const cudaError_t error = refuse_default_stream_while_capturing()) return error;
  run_blocking_streams();
  ++mutable_counters().synchronizations;
  return cudaSuccess;
}

namespace {

/// Runs `body(stream)` for a stream that exists and does not capture.
template <class Body>
cudaError_t with_waitable(cudaStream_t handle, Body&& body) {
  CUstream_st* const stream = find_stream(handle);
  if (stream == nullptr) return cudaErrorInvalidResourceHandle;
  if (is_capturing(*stream)) return invalidate(*stream, cudaErrorStreamCaptureUnsupported);
  if (handle == nullptr) {
    if (const cudaError_t error = refuse_default_stream_while_capturing()) return error;
  }
  return body(*stream);
}

/// The same for an event whose last record was not captured.
template <class Body>
cudaError_t with_waitable(cudaEvent_t event, Body&& body) {
  if (event == nullptr) return cudaErrorInvalidResourceHandle;
  if (event->capture) {
    event->capture->valid = false;
    return cudaErrorCapturedEvent;
  }
  return body(*event);
}

}  // namespace
}  // namespace cuda_emulator

using namespace cuda_emulator;

cudaError_t cudaDeviceSynchronize() {
  return api("cudaDeviceSynchronize", [] {
    cudaError_t error = cudaSuccess;
    for (const auto& stream : streams()) {
      if (is_capturing(*stream)) error = invalidate(*stream, cudaErrorStreamCaptureUnsupported);
    }
    if (error != cudaSuccess) return error;
    run_all_streams();
    ++mutable_counters().synchronizations;
    return cudaSuccess;
  });
}

cudaError_t cudaStreamCreate(cudaStream_t* stream) {
  return api("cudaStreamCreate", [&] { return create_stream(stream, cudaStreamDefault); });
}

cudaError_t cudaStreamCreateWithFlags(cudaStream_t* stream, unsigned flags) {
  return api("cudaStreamCreateWithFlags", [&] { return create_stream(stream, flags); });
}

cudaError_t cudaStreamCreateWithPriority(cudaStream_t* stream, unsigned flags, int) {
  return api("cudaStreamCreateWithPriority", [&] { return create_stream(stream, flags); });
}

cudaError_t cudaStreamDestroy(cudaStream_t handle) {
  return api("cudaStreamDestroy", [&] {
    if (handle == nullptr) return cudaErrorInvalidResourceHandle;
    return with_waitable(handle, [](CUstream_st& stream) {
      run_all(stream);
      std::erase_if(streams(), [&](const auto& other) { return other.get() == &stream; });
      return cudaSuccess;
    });
  });
}

cudaError_t cudaStreamSynchronize(cudaStream_t handle) {
  return api("cudaStreamSynchronize", [&] {
    return with_waitable(handle, [](CUstream_st& stream) {
      if (&stream == &default_stream()) run_blocking_streams();
      run_all(stream);
      ++mutable_counters().synchronizations;
      return cudaSuccess;
    });
  });
}

// Queries must let time pass, or who polls would poll for ever: each one runs an entry.
cudaError_t cudaStreamQuery(cudaStream_t handle) {
  return api("cudaStreamQuery", [&] {
    return with_waitable(handle, [](CUstream_st& stream) {
      if (stream.queue.empty()) return cudaSuccess;
      run_one(stream);
      return cudaErrorNotReady;
    });
  });
}

cudaError_t cudaEventCreate(cudaEvent_t* event) { return cudaEventCreateWithFlags(event, 0); }

cudaError_t cudaEventCreate(cudaEvent_t* event, unsigned flags) {
  return cudaEventCreateWithFlags(event, flags);
}

cudaError_t cudaEventCreateWithFlags(cudaEvent_t* event, unsigned flags) {
  return api("cudaEventCreateWithFlags", [&] {
    if (event == nullptr || flags > (cudaEventBlockingSync | cudaEventDisableTiming)) {
      return cudaErrorInvalidValue;
    }
    *event = new CUevent_st{flags, {}, {}};
    return cudaSuccess;
  });
}

cudaError_t cudaEventDestroy(cudaEvent_t event) {
  return api("cudaEventDestroy", [&] {
    if (event == nullptr) return cudaErrorInvalidResourceHandle;
    delete event;
    return cudaSuccess;
  });
}

cudaError_t cudaEventRecord(cudaEvent_t event, cudaStream_t stream) {
  return cudaEventRecordWithFlags(event, stream, cudaEventRecordDefault);
}

cudaError_t cudaEventQuery(cudaEvent_t event) {
  return api("cudaEventQuery", [&] {
    return with_waitable(event, [](CUevent_st& known) {
      if (!known.recording || known.recording->done) return cudaSuccess;
      run_one(*known.recording->stream);
      return cudaErrorNotReady;
    });
  });
}

cudaError_t cudaEventSynchronize(cudaEvent_t event) {
  return api("cudaEventSynchronize", [&] {
    return with_waitable(event, [](CUevent_st& known) {
      if (known.recording) run_until(*known.recording);
      ++mutable_counters().synchronizations;
      return cudaSuccess;
    });
  });
}

cudaError_t cudaEventElapsedTime(float* milliseconds, cudaEvent_t start, cudaEvent_t end) {
  return api("cudaEventElapsedTime", [&] {
    return with_waitable(start, [&](CUevent_st& first) {
      return with_waitable(end, [&](CUevent_st& last) {
        if (milliseconds == nullptr) return cudaErrorInvalidValue;
        const bool timed = ((first.flags | last.flags) & cudaEventDisableTiming) == 0;
        if (!timed || !first.recording || !last.recording) return cudaErrorInvalidResourceHandle;
        if (!first.recording->done || !last.recording->done) return cudaErrorNotReady;
        *milliseconds =
            std::chrono::duration<float, std::milli>(last.recording->time - first.recording->time)
                .count();
        return cudaSuccess;
      });
    });
  });
}
