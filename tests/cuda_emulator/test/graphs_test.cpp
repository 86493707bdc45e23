#include <boost/test/unit_test.hpp>

#include "tests/cuda_emulator/test/device_helpers.h"
#include "tests/cuda_emulator/test/sample_kernels.h"

namespace posegrad::test {
namespace {

/// Streams and events that the cases share, all made anew for each of them.
struct Recorder {
  Recorder() {
    for (cudaStream_t* s : {&stream, &branch}) cudaStreamCreateWithFlags(s, cudaStreamNonBlocking);
    for (cudaEvent_t* e : {&fork, &join}) cudaEventCreateWithFlags(e, cudaEventDisableTiming);
  }
  ~Recorder() {
    for (cudaEvent_t e : {fork, join}) cudaEventDestroy(e);
    if (executable != nullptr) cudaGraphExecDestroy(executable);
    if (graph != nullptr) cudaGraphDestroy(graph);
    for (cudaStream_t s : {branch, stream}) cudaStreamDestroy(s);
    cudaGetLastError();
  }

  cudaError_t begin(cudaStreamCaptureMode mode = cudaStreamCaptureModeGlobal) {
    return cudaStreamBeginCapture(stream, mode);
  }
  cudaError_t end() { return cudaStreamEndCapture(stream, &graph); }
  cudaError_t add(float* x, float value, cudaStream_t where) {
    return launch(1, 32, where, test::add, x, value, 1);
  }
  void replay(int times) {
    BOOST_REQUIRE_EQUAL(cudaGraphInstantiate(&executable, graph), cudaSuccess);
    for (int i = 0; i < times; ++i)
      BOOST_REQUIRE_EQUAL(cudaGraphLaunch(executable, stream), cudaSuccess);
  }
  std::size_t nodes() const {
    std::size_t count = 0;
    cudaGraphGetNodes(graph, nullptr, &count);
    return count;
  }

  cudaStream_t stream = nullptr, branch = nullptr;
  cudaEvent_t fork = nullptr, join = nullptr;
  cudaGraph_t graph = nullptr;
  cudaGraphExec_t executable = nullptr;
};

BOOST_AUTO_TEST_SUITE(graphs)

BOOST_FIXTURE_TEST_CASE(a_graph_replays_on_the_data_of_the_day, Recorder) {
  const OnDevice<float> x(std::vector<float>{1.0f}), y(1);
  float value = 2.0f;
  BOOST_TEST(begin() == cudaSuccess);
  cudaStreamCaptureStatus status = cudaStreamCaptureStatusNone;
  cudaStreamIsCapturing(stream, &status);
  BOOST_TEST(status == cudaStreamCaptureStatusActive);
  add(x.data(), value, stream);
  value = 100.0f;  // arguments are those of the capture
  cudaMemcpyAsync(y.data(), x.data(), 4, cudaMemcpyDeviceToDevice, stream);
  BOOST_TEST(end() == cudaSuccess);
  BOOST_TEST(nodes() == 2u);
  BOOST_TEST(x.values()[0] == 1.0f);  // nothing ran
  replay(2);
  BOOST_TEST(y.values()[0] == 5.0f);
  cudaMemset(x.data(), 0, 4);
  cudaDeviceSynchronize();
  cudaGraphLaunch(executable, stream);
  BOOST_TEST(y.values()[0] == 2.0f);
}

BOOST_FIXTURE_TEST_CASE(a_second_stream_joins_and_leaves, Recorder) {
  const OnDevice<float> x(std::vector<float>{1.0f}), y(std::vector<float>{1.0f});
  begin();
  cudaEventRecord(fork, stream);
  cudaStreamWaitEvent(branch, fork);
  add(y.data(), 3.0f, branch);
  add(x.data(), 2.0f, stream);
  cudaEventRecord(join, branch);
  BOOST_TEST(cudaStreamWaitEvent(stream, join) == cudaSuccess);
  BOOST_TEST(end() == cudaSuccess);
  BOOST_TEST(nodes() == 2u);
  replay(1);
  BOOST_TEST(x.values()[0] + y.values()[0] == 7.0f);
  BOOST_TEST(cudaStreamSynchronize(branch) == cudaSuccess);
}

BOOST_FIXTURE_TEST_CASE(a_branch_must_join_again, Recorder) {
  const OnDevice<float> x(std::vector<float>{1.0f});
  begin();
  cudaEventRecord(fork, stream);
  cudaStreamWaitEvent(branch, fork);
  add(x.data(), 3.0f, branch);
  cudaEventRecord(join, branch);
  cudaStreamWaitEvent(stream, join);
  add(x.data(), 3.0f, branch);  // after the join
  BOOST_TEST(end() == cudaErrorStreamCaptureUnjoined);
  BOOST_TEST(graph == nullptr);

  begin();
  cudaEventRecord(fork, stream);
  cudaStreamWaitEvent(branch, fork);
  cudaEventRecord(join, branch);
  add(x.data(), 3.0f, branch);  // after the record
  cudaStreamWaitEvent(stream, join);
  BOOST_TEST(end() == cudaErrorStreamCaptureUnjoined);
  BOOST_TEST(cudaStreamSynchronize(branch) == cudaSuccess);
}

BOOST_FIXTURE_TEST_CASE(an_external_event_is_recorded_at_each_launch, Recorder) {
  const OnDevice<float> x(std::vector<float>{1.0f}), y(1);
  begin();
  add(x.data(), 1.0f, stream);
  BOOST_TEST(cudaEventRecordWithFlags(join, stream, cudaEventRecordExternal) == cudaSuccess);
  add(x.data(), 10.0f, stream);
  BOOST_TEST(end() == cudaSuccess);
  replay(1);
  cudaStreamWaitEvent(branch, join);
  cudaMemcpyAsync(y.data(), x.data(), 4, cudaMemcpyDeviceToDevice, branch);
  cudaStreamSynchronize(branch);
  BOOST_TEST(y.values()[0] == 2.0f);
  BOOST_TEST(x.values()[0] == 12.0f);
}

BOOST_FIXTURE_TEST_CASE(what_would_wait_breaks_a_capture, Recorder) {
  const OnDevice<float> x(std::vector<float>{1.0f});
  float host = 0.0f;
  cudaEventRecord(join, branch);
  const auto wanted = [&](cudaError_t error, auto&& deed) {
    BOOST_REQUIRE_EQUAL(begin(), cudaSuccess);
    add(x.data(), 1.0f, stream);
    BOOST_TEST(deed() == error);
    BOOST_TEST(add(x.data(), 1.0f, stream) == cudaErrorStreamCaptureInvalidated);
    BOOST_TEST(end() == cudaErrorStreamCaptureInvalidated);
  };
  constexpr auto kUnsupported = cudaErrorStreamCaptureUnsupported;
  wanted(kUnsupported, [&] { return cudaStreamSynchronize(stream); });
  wanted(kUnsupported, [&] { return cudaStreamQuery(stream); });
  wanted(kUnsupported, [&] { return cudaDeviceSynchronize(); });
  wanted(kUnsupported,
         [&] { return cudaMemcpyAsync(&host, x.data(), 4, cudaMemcpyDeviceToHost, stream); });
  wanted(kUnsupported,
         [&] { return cudaMemcpyAsync(x.data(), &host, 4, cudaMemcpyHostToDevice, stream); });
  wanted(kUnsupported, [&] { return cudaMemcpy(&host, x.data(), 4, cudaMemcpyDeviceToHost); });
  wanted(kUnsupported, [&] { return cudaFree(nullptr); });
  wanted(kUnsupported, [&] {
    void* pointer = nullptr;
    return cudaMalloc(&pointer, 4);
  });
  wanted(cudaErrorCapturedEvent, [&] {
    cudaEventRecord(fork, stream);
    return cudaEventSynchronize(fork);
  });
  wanted(cudaErrorStreamCaptureIsolation, [&] { return cudaStreamWaitEvent(stream, join); });
  BOOST_TEST(x.values()[0] == 1.0f);
}

BOOST_FIXTURE_TEST_CASE(a_relaxed_capture_allows_memory_to_come_and_go, Recorder) {
  const OnDevice<float> x(std::vector<float>{1.0f});
  begin(cudaStreamCaptureModeRelaxed);
  add(x.data(), 1.0f, stream);
  void* pointer = nullptr;
  BOOST_TEST(cudaMalloc(&pointer, 4) == cudaSuccess);
  BOOST_TEST(cudaFree(pointer) == cudaSuccess);
  BOOST_TEST(cudaStreamSynchronize(branch) == cudaSuccess);
  BOOST_TEST(end() == cudaSuccess);
  BOOST_TEST(nodes() == 1u);
}

BOOST_FIXTURE_TEST_CASE(captures_begin_and_end_once, Recorder) {
  BOOST_TEST(end() == cudaErrorIllegalState);
  BOOST_TEST(cudaStreamBeginCapture(nullptr, cudaStreamCaptureModeGlobal) ==
             cudaErrorStreamCaptureUnsupported);
  BOOST_TEST(begin() == cudaSuccess);
  BOOST_TEST(begin() == cudaErrorIllegalState);
  BOOST_TEST(end() == cudaSuccess);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace posegrad::test
