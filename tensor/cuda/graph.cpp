#include "tensor/cuda/graph.h"

#include "tensor/cuda/context.h"

namespace posegrad::cuda {
namespace {

bool under_way = false;

}  // namespace

bool is_recording() noexcept { return under_way; }

void Graph::record(const std::function<void()>& work) {
  const cudaStream_t stream = context().compute;
  cudaGraph_t graph = nullptr;
  // Relaxed: memory may be asked of the system while recording.
  check(cudaStreamBeginCapture(stream, cudaStreamCaptureModeRelaxed), "beginning a recording");
  under_way = true;
  try {
    work();
    under_way = false;
  } catch (...) {
    under_way = false;
    cudaStreamEndCapture(stream, &graph);
    if (graph != nullptr) cudaGraphDestroy(graph);
    cudaGetLastError();
    throw;
  }
  check(cudaStreamEndCapture(stream, &graph), "ending a recording");
  cudaGraphExec_t executable = nullptr;
  const cudaError_t made = cudaGraphInstantiate(&executable, graph, 0);
  std::size_t size = 0;
  const cudaError_t counted = cudaGraphGetNodes(graph, nullptr, &size);
  cudaGraphDestroy(graph);
  check(made, "making a graph of a recording");
  check(counted, "counting the kernels of a graph");
  executable_ = {executable, &cudaGraphExecDestroy};
  size_ = size;
}

void Graph::launch() const {
  const auto executable = static_cast<cudaGraphExec_t>(executable_.get());
  check(cudaGraphLaunch(executable, context().compute), "starting a graph");
}

}  // namespace posegrad::cuda
