#include <cmath>
#include <cstring>
#include <limits>
#include <string>

#include <boost/test/unit_test.hpp>

#include "tests/cuda_emulator/test/device_helpers.h"
#include "tests/cuda_emulator/test/sample_kernels.h"

namespace posegrad::test {
namespace {

/// A stream that does not wait for the default one, and an event.
struct Stream {
  Stream() {
    cudaStreamCreateWithFlags(&stream, cudaStreamNonBlocking);
    cudaEventCreateWithFlags(&event, cudaEventDisableTiming);
  }
  ~Stream() {
    cudaEventDestroy(event);
    cudaStreamDestroy(stream);
    cudaGetLastError();
  }
  void add(const OnDevice<float>& x, float value) const {
    BOOST_REQUIRE_EQUAL(launch(1, 32, stream, test::add, x.data(), value, 1), cudaSuccess);
  }
  cudaStream_t stream = nullptr;
  cudaEvent_t event = nullptr;
};

struct Pinned {
  Pinned() { BOOST_REQUIRE_EQUAL(cudaMallocHost(&data, sizeof(float)), cudaSuccess); }
  ~Pinned() { cudaFreeHost(data); }
  float* data = nullptr;
};

const std::vector<float> kOne{1.0f};

BOOST_AUTO_TEST_SUITE(runtime)

BOOST_AUTO_TEST_CASE(memory_is_counted_and_bounded) {
  const std::size_t before = cuda_emulator::live_bytes();
  void *first = nullptr, *second = nullptr;
  cuda_emulator::set_memory(before + 1000);
  BOOST_TEST(cudaMalloc(&first, 600) == cudaSuccess);
  BOOST_TEST(cudaMalloc(&second, 401) == cudaErrorMemoryAllocation);
  BOOST_TEST(second == nullptr);
  std::size_t free = 0, total = 0;
  cudaMemGetInfo(&free, &total);
  BOOST_TEST(free == 400u);
  BOOST_TEST(total == before + 1000);
  BOOST_TEST(reinterpret_cast<std::uintptr_t>(first) % 256 == 0u);
  BOOST_TEST(cudaFree(static_cast<char*>(first) + 1) == cudaErrorInvalidValue);
  BOOST_TEST(cudaFree(first) == cudaSuccess);
  BOOST_TEST(cudaFree(first) == cudaErrorInvalidValue);
  BOOST_TEST(cudaFree(nullptr) == cudaSuccess);
  BOOST_TEST(cudaMalloc(&first, 0) == cudaSuccess);
  BOOST_TEST(cuda_emulator::live_bytes() == before);
  cuda_emulator::set_memory(std::size_t{4} << 30);
  cudaGetLastError();
}

BOOST_AUTO_TEST_CASE(fresh_memory_is_full_of_nan) {
  BOOST_TEST(std::isnan(OnDevice<float>(1).values()[0]));
  BOOST_TEST(std::isnan(OnDevice<double>(1).values()[0]));
}

BOOST_AUTO_TEST_CASE(mixed_up_pointers_are_refused) {
  const OnDevice<float> x(4), y(4);
  std::vector<float> host(8);
  const auto copy = [](void* to, const void* from, std::size_t bytes, cudaMemcpyKind kind) {
    return cudaMemcpy(to, from, bytes, kind);
  };
  BOOST_TEST(copy(x.data(), host.data(), 16, cudaMemcpyHostToDevice) == cudaSuccess);
  BOOST_TEST(copy(host.data(), x.data(), 16, cudaMemcpyDeviceToHost) == cudaSuccess);
  BOOST_TEST(copy(y.data(), x.data(), 16, cudaMemcpyDeviceToDevice) == cudaSuccess);
  BOOST_TEST(copy(host.data(), x.data(), 16, cudaMemcpyDefault) == cudaSuccess);
  BOOST_TEST(copy(x.data(), host.data(), 16, cudaMemcpyDeviceToHost) == cudaErrorInvalidValue);
  BOOST_TEST(copy(host.data(), x.data(), 16, cudaMemcpyHostToDevice) == cudaErrorInvalidValue);
  BOOST_TEST(copy(host.data(), x.data(), 16, cudaMemcpyDeviceToDevice) == cudaErrorInvalidValue);
  BOOST_TEST(copy(x.data(), host.data(), 20, cudaMemcpyHostToDevice) == cudaErrorInvalidValue);
  BOOST_TEST(copy(x.data() + 1, host.data(), 16, cudaMemcpyHostToDevice) == cudaErrorInvalidValue);
  BOOST_TEST(copy(nullptr, host.data(), 16, cudaMemcpyHostToDevice) == cudaErrorInvalidValue);
  BOOST_TEST(copy(nullptr, nullptr, 0, cudaMemcpyHostToDevice) == cudaSuccess);
  BOOST_TEST(cudaMemset(host.data(), 0, 4) == cudaErrorInvalidValue);
  BOOST_TEST(cudaMemset(x.data(), 0, 16) == cudaSuccess);
  BOOST_TEST(x.values()[3] == 0.0f);
  cudaGetLastError();
}

BOOST_AUTO_TEST_CASE(rows_are_copied_with_their_pitches) {
  const OnDevice<float> x(std::vector<float>(12, 0.0f));
  const std::vector<float> rows{1, 2, 3, 4, 5, 6};
  BOOST_TEST(cudaMemcpy2DAsync(x.data(), 16, rows.data(), 8, 8, 3, cudaMemcpyHostToDevice) ==
             cudaSuccess);
  const std::vector<float> wanted{1, 2, 0, 0, 3, 4, 0, 0, 5, 6, 0, 0};
  BOOST_TEST(x.values() == wanted, boost::test_tools::per_element());
  BOOST_TEST(cudaMemcpy2DAsync(x.data(), 4, rows.data(), 8, 8, 3, cudaMemcpyHostToDevice) ==
             cudaErrorInvalidPitchValue);
  cudaGetLastError();
}

BOOST_AUTO_TEST_CASE(work_waits_until_somebody_waits_for_it) {
  const Stream s;
  const OnDevice<float> x(kOne);
  const Pinned result;
  *result.data = -1.0f;
  s.add(x, 1.0f);
  cudaMemcpyAsync(result.data, x.data(), 4, cudaMemcpyDeviceToHost, s.stream);
  BOOST_TEST(*result.data == -1.0f);
  cudaStreamSynchronize(s.stream);
  BOOST_TEST(*result.data == 2.0f);
}

BOOST_AUTO_TEST_CASE(pinned_memory_is_read_late_and_pageable_memory_at_once) {
  const Stream s;
  const OnDevice<float> x(1), y(1);
  const Pinned pinned;
  float pageable = *pinned.data = 5.0f;
  cudaMemcpyAsync(x.data(), pinned.data, 4, cudaMemcpyHostToDevice, s.stream);
  cudaMemcpyAsync(y.data(), &pageable, 4, cudaMemcpyHostToDevice, s.stream);
  *pinned.data = pageable = 6.0f;
  BOOST_TEST(x.values()[0] == 6.0f);
  BOOST_TEST(y.values()[0] == 5.0f);
  s.add(x, 1.0f);
  cudaMemcpyAsync(&pageable, x.data(), 4, cudaMemcpyDeviceToHost, s.stream);
  BOOST_TEST(pageable == 7.0f);
}

BOOST_AUTO_TEST_CASE(a_plain_copy_waits_for_blocking_streams_only) {
  const Stream s;
  cudaStream_t blocking = nullptr;
  cudaStreamCreate(&blocking);
  const OnDevice<float> x(kOne), y(kOne);
  s.add(x, 1.0f);
  launch(1, 1, blocking, add, y.data(), 1.0f, 1);
  float found[2];
  cudaMemcpy(&found[0], x.data(), 4, cudaMemcpyDeviceToHost);
  cudaMemcpy(&found[1], y.data(), 4, cudaMemcpyDeviceToHost);
  BOOST_TEST(found[0] == 1.0f);
  BOOST_TEST(found[1] == 2.0f);
  BOOST_TEST(cudaStreamQuery(s.stream) == cudaErrorNotReady);
  cudaStreamDestroy(blocking);
  BOOST_TEST(cudaStreamSynchronize(blocking) == cudaErrorInvalidResourceHandle);
  cudaGetLastError();
}

BOOST_AUTO_TEST_CASE(only_events_order_streams) {
  const Stream first, second;
  const OnDevice<float> x(kOne), y(1), z(1);
  first.add(x, 1.0f);
  cudaMemcpyAsync(y.data(), x.data(), 4, cudaMemcpyDeviceToDevice,
                  second.stream);  // no wait: a bug
  cudaStreamSynchronize(second.stream);
  cudaEventRecord(first.event, first.stream);
  first.add(x, 10.0f);
  cudaStreamWaitEvent(second.stream, first.event);
  cudaMemcpyAsync(z.data(), x.data(), 4, cudaMemcpyDeviceToDevice, second.stream);
  cudaStreamSynchronize(second.stream);
  BOOST_TEST(y.values()[0] == 1.0f);
  BOOST_TEST(z.values()[0] == 2.0f);
  BOOST_TEST(x.values()[0] == 12.0f);
}

BOOST_AUTO_TEST_CASE(streams_without_an_event_run_in_the_order_set) {
  for (const auto& [order, wanted] : {std::pair{cuda_emulator::Order::forward, 2.0f},
                                      std::pair{cuda_emulator::Order::backward, 1.0f}}) {
    const Stream first, second;
    const OnDevice<float> x(kOne), y(1);
    const InOrder scope(order);
    first.add(x, 1.0f);
    cudaMemcpyAsync(y.data(), x.data(), 4, cudaMemcpyDeviceToDevice, second.stream);
    BOOST_TEST(y.values()[0] == wanted);
  }
}

BOOST_AUTO_TEST_CASE(events_tell_how_far_a_stream_is) {
  const Stream s;
  const OnDevice<float> x(kOne);
  BOOST_TEST(cudaEventQuery(s.event) == cudaSuccess);  // never recorded
  BOOST_TEST(cudaStreamQuery(s.stream) == cudaSuccess);
  s.add(x, 1.0f);
  cudaEventRecord(s.event, s.stream);
  BOOST_TEST(cudaEventQuery(s.event) == cudaErrorNotReady);
  BOOST_TEST(cudaStreamQuery(s.stream) == cudaErrorNotReady);
  BOOST_TEST(cudaEventQuery(s.event) == cudaSuccess);
  BOOST_TEST(cudaStreamQuery(s.stream) == cudaSuccess);
  s.add(x, 1.0f);
  cudaEventRecord(s.event, s.stream);
  s.add(x, 1.0f);
  BOOST_TEST(cudaEventSynchronize(s.event) == cudaSuccess);
  BOOST_TEST(cudaStreamQuery(s.stream) == cudaErrorNotReady);  // the last one still waits
  cudaGetLastError();
}

BOOST_AUTO_TEST_CASE(events_measure_time) {
  cudaEvent_t start = nullptr, end = nullptr;
  cudaEventCreate(&start);
  cudaEventCreate(&end);
  float ms = -1.0f;
  BOOST_TEST(cudaEventElapsedTime(&ms, start, end) == cudaErrorInvalidResourceHandle);
  cudaEventRecord(start);
  cudaEventRecord(end);
  BOOST_TEST(cudaEventElapsedTime(&ms, start, end) == cudaErrorNotReady);
  cudaEventSynchronize(end);
  BOOST_TEST(cudaEventElapsedTime(&ms, start, end) == cudaSuccess);
  BOOST_TEST(ms >= 0.0f);
  cudaEventDestroy(start);
  cudaEventDestroy(end);
  cudaGetLastError();
}

BOOST_AUTO_TEST_CASE(long_queues_are_run) {
  const Stream s;
  const OnDevice<float> x(std::vector<float>{0.0f});
  const auto run = cuda_emulator::counters().kernels_run;
  for (int i = 0; i < 5000; ++i) s.add(x, 1.0f);
  BOOST_TEST(cuda_emulator::counters().kernels_run - run > 4000);
  BOOST_TEST(x.values()[0] == 5000.0f);
}

BOOST_AUTO_TEST_CASE(freeing_waits_for_the_device) {
  const Stream s;
  const OnDevice<float> x(kOne);
  float* scratch = nullptr;
  cudaMalloc(&scratch, 4);
  cudaMemcpyAsync(scratch, x.data(), 4, cudaMemcpyDeviceToDevice, s.stream);
  cudaFree(scratch);
  BOOST_TEST(cudaStreamQuery(s.stream) == cudaSuccess);
}

BOOST_AUTO_TEST_CASE(a_machine_without_a_gpu_can_be_played) {
  cuda_emulator::set_device_count(0);
  int count = 7;
  BOOST_TEST(cudaGetDeviceCount(&count) == cudaErrorNoDevice);
  void* pointer = nullptr;
  BOOST_TEST(cudaMalloc(&pointer, 4) == cudaErrorNoDevice);
  BOOST_TEST(cudaDriverGetVersion(&count) == cudaSuccess);
  cuda_emulator::set_device_count(1);
  BOOST_TEST(cudaGetLastError() == cudaErrorNoDevice);
  BOOST_TEST(cudaGetDeviceCount(&count) == cudaSuccess);
  BOOST_TEST(count == 1);
  cudaDeviceProp properties;
  BOOST_TEST(cudaGetDeviceProperties(&properties, 0) == cudaSuccess);
  BOOST_TEST(std::string(properties.name) == "CUDA emulator");
  BOOST_TEST(cudaSetDevice(1) == cudaErrorInvalidDevice);
  cudaGetLastError();
}

BOOST_AUTO_TEST_CASE(failures_come_when_asked_for) {
  const OnDevice<float> x(kOne);
  cuda_emulator::fail_next("cudaMalloc", cudaErrorMemoryAllocation);
  cuda_emulator::fail_next("cudaLaunchKernelEx", cudaErrorLaunchOutOfResources);
  cuda_emulator::fail_next("cudaDeviceSynchronize", cudaErrorIllegalAddress);
  void* pointer = nullptr;
  BOOST_TEST(cudaMalloc(&pointer, 4) == cudaErrorMemoryAllocation);
  BOOST_TEST(launch(1, 1, nullptr, add, x.data(), 1.0f, 1) == cudaErrorLaunchOutOfResources);
  BOOST_TEST(cudaDeviceSynchronize() == cudaErrorIllegalAddress);
  BOOST_TEST(cudaDeviceSynchronize() == cudaSuccess);
  BOOST_TEST(cudaPeekAtLastError() == cudaErrorIllegalAddress);
  BOOST_TEST(std::string(cudaGetErrorName(cudaGetLastError())) == "cudaErrorIllegalAddress");
  BOOST_TEST(x.values()[0] == 1.0f);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace posegrad::test
