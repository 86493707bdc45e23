#include "tensor/cuda/graph.h"

#include "tensor/cuda/context.h"

namespace posegrad::cuda {
namespace {

bool under_way = false;

}  // namespace

bool is_recording() noexcept { return under_way; }

struct Graph::State {
  cudaGraphExec_t executable = nullptr;
  std::size_t size = 0;
};

Graph::Graph() : state_(std::make_unique<State>()) {}

Graph::~Graph() {
  if (state_->executable != nullptr) cudaGraphExecDestroy(state_->executable);
}

bool Graph::is_recorded() const noexcept { return state_->executable != nullptr; }
std::size_t Graph::size() const noexcept { return state_->size; }

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
  if (state_->executable != nullptr) cudaGraphExecDestroy(state_->executable);
  *state_ = {executable, size};
}

void Graph::launch() const {
  check(cudaGraphLaunch(state_->executable, context().compute), "starting a graph");
}

}  // namespace posegrad::cuda
