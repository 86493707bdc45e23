// The place of the GPU in a build without CUDA.
#include "tensor/cuda/graph.h"
#include "tensor/cuda/memory.h"
#include "tensor/cuda/transfer.h"
#include "tensor/device.h"

namespace posegrad::cuda {
namespace {

[[noreturn]] void fail() { throw DeviceError("CUDA: " + unavailable_reason()); }

}  // namespace

bool has_gpu() { return false; }
std::string unavailable_reason() { return "this program was built without CUDA (docs/gpu.md)"; }

DeviceInfo device_info() { fail(); }
void synchronize() {}
void copy(void*, Device, const void*, Device, std::size_t) { fail(); }
void fill(void*, DType, Index, double) { fail(); }
void convert(const void*, DType, void*, DType, Index) { fail(); }

MemoryUse memory_use() { fail(); }
void reset_peak() { fail(); }

std::shared_ptr<Pool> Pool::make(Use) { fail(); }
Pool::~Pool() = default;
Memory Pool::acquire(std::size_t) { fail(); }
void Pool::trim() noexcept {}
std::shared_ptr<Pool>& current_pool() { fail(); }

void Graph::record(const std::function<void()>&) { fail(); }
void Graph::launch() const { fail(); }

Uploads::Uploads(std::size_t) { fail(); }
void Uploads::send(void*, const void*, std::size_t) { fail(); }

Prefetch::Prefetch(Index) { fail(); }
float* Prefetch::host() { fail(); }
void Prefetch::send(Index) { fail(); }
void Prefetch::take(Index, const Tensor&) { fail(); }

Readback::Readback() { fail(); }
void Readback::ask(int, const Tensor&) { fail(); }
void Readback::wait() const { fail(); }
double Readback::number(int) const { fail(); }

}  // namespace posegrad::cuda

posegrad::Device posegrad::best_device() { return Device::cpu; }
