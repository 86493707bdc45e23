#pragma once

#include <chrono>
#include <deque>
#include <functional>
#include <memory>
#include <vector>

#include <cuda_runtime.h>

namespace cuda_emulator {

using Work = std::shared_ptr<const std::function<void()>>;

/// One record of an event in a stream.
struct Recording {
  CUstream_st* stream;
  bool done = false;
  std::chrono::steady_clock::time_point time{};
};

/// An entry of a stream's queue: one of the three is set.
struct Operation {
  Work work;
  std::shared_ptr<Recording> record;  // is done now
  std::shared_ptr<Recording> wait;    // must be done first
};

/// A node of a graph: one of the three is set. The events are those of cudaEventRecordExternal and
/// cudaEventWaitExternal.
struct Node {
  Work work;
  cudaEvent_t record = nullptr;
  cudaEvent_t wait = nullptr;
};

/// A capture that streams take part in. Its nodes are a list in the order of the calls, whatever
/// the streams: a branch that was not joined is found, one that lacks a dependency is not.
struct Capture {
  CUstream_st* origin = nullptr;
  cudaStreamCaptureMode mode = cudaStreamCaptureModeGlobal;
  bool valid = true;
  bool ended = false;
  std::vector<Node> nodes;
};

void for_each_stream(const std::function<void(CUstream_st&)>& visit);
/// The stream, the default one for null; nullptr if there is no such stream.
CUstream_st* find_stream(cudaStream_t handle);

/// Queues work on a stream, or adds it to the stream's capture.
cudaError_t enqueue(cudaStream_t stream, std::function<void()> work);
void enqueue(CUstream_st& stream, Operation operation);
void record(CUevent_st& event, CUstream_st& stream);
void wait(CUevent_st& event, CUstream_st& stream);

void run_all(CUstream_st& stream);
void run_all_streams();
/// What a synchronous call on the default stream does first: runs it and all blocking streams.
cudaError_t synchronize_default_stream();

/// cudaErrorStreamCaptureUnsupported, and the captures invalid, if a stream captures in a mode
/// other than relaxed. For calls that may synchronise behind the scenes.
cudaError_t refuse_while_capturing();
bool is_capturing(const CUstream_st& stream);
/// Makes the stream's capture invalid; returns `error`.
cudaError_t invalidate(CUstream_st& stream, cudaError_t error);

}  // namespace cuda_emulator

struct CUstream_st {
  explicit CUstream_st(bool blocks) : blocking(blocks) {}

  bool blocking;  // does it wait for the default stream, and that for it?
  std::deque<cuda_emulator::Operation> queue;
  std::shared_ptr<cuda_emulator::Capture> capture;
  std::size_t captured = 0;  // its own entries in the capture
  bool joined = true;        // does another stream of the capture wait for the last of them?
};

struct CUevent_st {
  unsigned flags;
  std::shared_ptr<cuda_emulator::Recording> recording;  // the last one; null: never, or captured
  std::shared_ptr<cuda_emulator::Capture> capture;      // that it was last recorded in
  CUstream_st* stream = nullptr;                        // of the capture
  std::size_t captured = 0;                             // of that stream, then
};
