// The place of the GPU in a build without CUDA.
#include "tensor/cuda/device.h"
#include "tensor/cuda/graph.h"
#include "tensor/cuda/memory.h"
#include "tensor/cuda/transfer.h"

namespace posegrad::cuda {
namespace {

[[noreturn]] void fail() { throw DeviceError("CUDA: " + unavailable_reason()); }

}  // namespace

bool has_gpu() { return false; }
std::string unavailable_reason() { return "this program was built without CUDA (docs/gpu.md)"; }

DeviceInfo device_info() { fail(); }
void synchronize() {}
void copy_to_device(void*, const void*, std::size_t) { fail(); }
void copy_to_host(void*, const void*, std::size_t) { fail(); }
void copy_on_device(void*, const void*, std::size_t) { fail(); }
void fill(void*, DType, Index, double) { fail(); }
void convert(const void*, DType, void*, DType, Index) { fail(); }

MemoryUse memory_use() { fail(); }
void reset_peak() { fail(); }

std::shared_ptr<Pool> Pool::make(Use) { fail(); }
Pool::~Pool() = default;
Block Pool::acquire(std::size_t) { fail(); }
void Pool::release(void*, std::size_t) noexcept {}
void Pool::trim() noexcept {}
Pool& current_pool() { fail(); }
PoolScope::PoolScope(std::shared_ptr<Pool>) noexcept {}
PoolScope::~PoolScope() = default;

struct Graph::State {};
Graph::Graph() { fail(); }
Graph::~Graph() = default;
void Graph::record(const std::function<void()>&) { fail(); }
bool Graph::is_recorded() const noexcept { return false; }
std::size_t Graph::size() const noexcept { return 0; }
void Graph::launch() const { fail(); }

struct Uploads::State {};
Uploads::Uploads(std::size_t) { fail(); }
Uploads::~Uploads() = default;
void Uploads::send(void*, const void*, std::size_t) { fail(); }

struct Prefetch::State {};
Prefetch::Prefetch(Index) { fail(); }
Prefetch::~Prefetch() = default;
float* Prefetch::host() { fail(); }
void Prefetch::send(Index) { fail(); }
void Prefetch::take(Index, const Tensor&) { fail(); }

struct Readback::State {};
Readback::Readback() { fail(); }
Readback::~Readback() = default;
void Readback::ask(int, const Tensor&) { fail(); }
void Readback::wait() const { fail(); }
double Readback::number(int) const { fail(); }

}  // namespace posegrad::cuda
