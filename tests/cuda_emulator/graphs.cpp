#include "tests/cuda_emulator/api.h"
#include "tests/cuda_emulator/streams.h"

struct CUgraph_st {
  std::shared_ptr<const std::vector<cuda_emulator::Node>> nodes;
};
struct CUgraphExec_st {
  std::shared_ptr<const std::vector<cuda_emulator::Node>> nodes;
};

namespace cuda_emulator {
namespace {

/// The streams that take part in a capture.
std::vector<CUstream_st*> members(const Capture& capture) {
  std::vector<CUstream_st*> found;
  for_each_stream([&](CUstream_st& stream) {
    if (stream.capture.get() == &capture) found.push_back(&stream);
  });
  return found;
}

void join_capture(CUstream_st& stream, std::shared_ptr<Capture> capture) {
  stream.capture = std::move(capture);
  stream.captured = 0;
  stream.joined = false;
}

cudaError_t capture_record(CUevent_st& event, CUstream_st& stream, bool external) {
  Capture& capture = *stream.capture;
  if (!capture.valid) return cudaErrorStreamCaptureInvalidated;
  if (external) {
    capture.nodes.push_back({{}, &event, nullptr});
    ++stream.captured;
    stream.joined = false;
    return cudaSuccess;
  }
  event.recording.reset();
  event.capture = stream.capture;
  event.stream = &stream;
  event.captured = stream.captured;
  return cudaSuccess;
}

/// A wait that a capture takes part in, on either side.
cudaError_t capture_wait(CUevent_st& event, CUstream_st& stream, bool external) {
  if (is_capturing(stream) && !stream.capture->valid) return cudaErrorStreamCaptureInvalidated;
  if (is_capturing(stream) && external) {
    stream.capture->nodes.push_back({{}, nullptr, &event});
    ++stream.captured;
    stream.joined = false;
    return cudaSuccess;
  }
  if (!event.capture) {  // the graph would depend on work outside of it
    return event.recording ? invalidate(stream, cudaErrorStreamCaptureIsolation) : cudaSuccess;
  }
  if (event.capture->ended) return cudaErrorCapturedEvent;
  if (!event.capture->valid) return cudaErrorStreamCaptureInvalidated;
  if (is_capturing(stream) && stream.capture != event.capture) {
    event.capture->valid = false;
    return invalidate(stream, cudaErrorStreamCaptureMerge);
  }
  if (!is_capturing(stream)) join_capture(stream, event.capture);
  if (event.stream != &stream && event.captured == event.stream->captured) {
    event.stream->joined = true;
  }
  return cudaSuccess;
}

}  // namespace
}  // namespace cuda_emulator

using namespace cuda_emulator;

cudaError_t cudaEventRecordWithFlags(cudaEvent_t event, cudaStream_t handle, unsigned flags) {
  return api("cudaEventRecord", [&] {
    CUstream_st* const stream = find_stream(handle);
    if (event == nullptr || stream == nullptr) return cudaErrorInvalidResourceHandle;
    if (flags > cudaEventRecordExternal) return cudaErrorInvalidValue;
    const bool external = flags == cudaEventRecordExternal;
    if (is_capturing(*stream)) return capture_record(*event, *stream, external);
    if (external) return cudaErrorIllegalState;
    record(*event, *stream);
    return cudaSuccess;
  });
}

cudaError_t cudaStreamWaitEvent(cudaStream_t handle, cudaEvent_t event, unsigned flags) {
  return api("cudaStreamWaitEvent", [&] {
    CUstream_st* const stream = find_stream(handle);
    if (event == nullptr || stream == nullptr) return cudaErrorInvalidResourceHandle;
    if (flags > cudaEventWaitExternal) return cudaErrorInvalidValue;
    const bool external = flags == cudaEventWaitExternal;
    if (is_capturing(*stream) || event->capture) return capture_wait(*event, *stream, external);
    if (external) return cudaErrorIllegalState;
    wait(*event, *stream);
    return cudaSuccess;
  });
}

cudaError_t cudaStreamBeginCapture(cudaStream_t handle, cudaStreamCaptureMode mode) {
  return api("cudaStreamBeginCapture", [&] {
    CUstream_st* const stream = find_stream(handle);
    if (stream == nullptr) return cudaErrorInvalidResourceHandle;
    if (handle == nullptr) return cudaErrorStreamCaptureUnsupported;
    if (is_capturing(*stream)) return cudaErrorIllegalState;
    auto capture = std::make_shared<Capture>();
    capture->origin = stream;
    capture->mode = mode;
    join_capture(*stream, std::move(capture));
    return cudaSuccess;
  });
}

cudaError_t cudaStreamEndCapture(cudaStream_t handle, cudaGraph_t* graph) {
  return api("cudaStreamEndCapture", [&] {
    CUstream_st* const stream = find_stream(handle);
    if (stream == nullptr) return cudaErrorInvalidResourceHandle;
    if (graph == nullptr) return cudaErrorInvalidValue;
    *graph = nullptr;
    if (!is_capturing(*stream)) return cudaErrorIllegalState;
    const std::shared_ptr<Capture> capture = stream->capture;
    if (capture->origin != stream) return invalidate(*stream, cudaErrorStreamCaptureUnmatched);
    bool joined = true;
    for (CUstream_st* const member : members(*capture)) {
      joined = joined && (member == stream || member->joined);
      member->capture.reset();
    }
    capture->ended = true;
    if (!capture->valid) return cudaErrorStreamCaptureInvalidated;
    if (!joined) return cudaErrorStreamCaptureUnjoined;
    *graph = new CUgraph_st{std::make_shared<const std::vector<Node>>(std::move(capture->nodes))};
    return cudaSuccess;
  });
}

cudaError_t cudaStreamIsCapturing(cudaStream_t handle, cudaStreamCaptureStatus* status) {
  return api("cudaStreamIsCapturing", [&] {
    const CUstream_st* const stream = find_stream(handle);
    if (stream == nullptr) return cudaErrorInvalidResourceHandle;
    if (status == nullptr) return cudaErrorInvalidValue;
    *status = !is_capturing(*stream)   ? cudaStreamCaptureStatusNone
              : stream->capture->valid ? cudaStreamCaptureStatusActive
                                       : cudaStreamCaptureStatusInvalidated;
    return cudaSuccess;
  });
}

/// Counts only: nodes have no handles here.
cudaError_t cudaGraphGetNodes(cudaGraph_t graph, cudaGraphNode_t* nodes, std::size_t* count) {
  return api("cudaGraphGetNodes", [&] {
    if (graph == nullptr || count == nullptr) return cudaErrorInvalidValue;
    if (nodes != nullptr) return cudaErrorNotSupported;
    *count = graph->nodes->size();
    return cudaSuccess;
  });
}

cudaError_t cudaGraphInstantiate(cudaGraphExec_t* executable, cudaGraph_t graph,
                                 unsigned long long) {
  return api("cudaGraphInstantiate", [&] {
    if (graph == nullptr || executable == nullptr) return cudaErrorInvalidValue;
    *executable = new CUgraphExec_st{graph->nodes};
    return cudaSuccess;
  });
}

cudaError_t cudaGraphUpload(cudaGraphExec_t executable, cudaStream_t stream) {
  return api("cudaGraphUpload", [&] {
    if (executable == nullptr) return cudaErrorInvalidValue;
    return find_stream(stream) == nullptr ? cudaErrorInvalidResourceHandle : cudaSuccess;
  });
}

cudaError_t cudaGraphLaunch(cudaGraphExec_t executable, cudaStream_t handle) {
  return api("cudaGraphLaunch", [&] {
    CUstream_st* const stream = find_stream(handle);
    if (executable == nullptr) return cudaErrorInvalidValue;
    if (stream == nullptr) return cudaErrorInvalidResourceHandle;
    if (is_capturing(*stream)) return invalidate(*stream, cudaErrorStreamCaptureUnsupported);
    ++mutable_counters().graph_launches;
    for (const Node& node : *executable->nodes) {
      if (node.work) enqueue(*stream, {node.work, {}, {}});
      if (node.record != nullptr) record(*node.record, *stream);
      if (node.wait != nullptr) wait(*node.wait, *stream);
    }
    return cudaSuccess;
  });
}

cudaError_t cudaGraphDestroy(cudaGraph_t graph) {
  return api("cudaGraphDestroy", [&] {
    if (graph == nullptr) return cudaErrorInvalidValue;
    delete graph;
    return cudaSuccess;
  });
}

cudaError_t cudaGraphExecDestroy(cudaGraphExec_t executable) {
  return api("cudaGraphExecDestroy", [&] {
    if (executable == nullptr) return cudaErrorInvalidValue;
    delete executable;
    return cudaSuccess;
  });
}
