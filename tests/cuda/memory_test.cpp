#include "tensor/cuda/memory.h"

#include <boost/test/unit_test.hpp>

#include "tensor/cuda/graph.h"
#include "tensor/cuda/transfer.h"
#include "tensor/device.h"
#include "tensor/kernels/arithmetic.h"
#include "tensor/kernels/pointwise.h"
#include "tests/cuda/small_set.h"

using namespace posegrad;
using namespace posegrad::test;

BOOST_AUTO_TEST_SUITE(gpu_memory)

BOOST_AUTO_TEST_CASE(numbers_survive_the_way_there_and_back) {
  for (const DType dtype : {DType::f32, DType::f64}) {
    const Tensor x = random_tensor({3, 5}, dtype);
    BOOST_TEST(same_bits(x.to(Device::cuda), x));
    BOOST_TEST(same_bits(x.to(Device::cuda).clone(), x));
    BOOST_TEST(same_bits(x.to(Device::cuda).rows(1, 3), x.rows(1, 3)));
    BOOST_TEST(same_bits(x.to(Device::cuda).to(DType::bf16), x.to(DType::bf16)));
    const Tensor moved = x.clone(), view = moved.rows(1, 2);
    moved.move_to(Device::cuda);
    BOOST_TEST((view.device() == Device::cuda));
    BOOST_TEST(same_bits(view, x.rows(1, 2)));
    moved.move_to(Device::cpu);
    BOOST_TEST(same_bits(moved, x));
  }
  const Tensor filled = Tensor::full({7}, 2.5, DType::f32, Device::cuda);
  BOOST_TEST(same_bits(filled, Tensor::full({7}, 2.5)));
  BOOST_TEST(Tensor::full({}, 4, DType::i64, Device::cuda).item() == 4);
  const Tensor bytes = Tensor::full({5}, 200, DType::u8, Device::cuda);
  BOOST_TEST(same_bits(bytes, Tensor::full({5}, 200, DType::u8)));
  BOOST_TEST(same_bits(bytes.to(DType::f32), Tensor::full({5}, 200)));
}

BOOST_AUTO_TEST_CASE(host_code_cannot_read_what_lies_on_the_gpu) {
  const Tensor x = Tensor::zeros({2}, DType::f32, Device::cuda);
  BOOST_CHECK_THROW(x.cpu_view<float>(), DeviceError);
  BOOST_CHECK_THROW(x.at(0), DeviceError);
  BOOST_CHECK_THROW(kernels::add(x, Tensor::zeros({2})), DeviceError);
}

BOOST_AUTO_TEST_CASE(a_pool_hands_freed_blocks_out_again) {
  const auto pool = cuda::Pool::make();
  const cuda::PoolScope scope(pool);
  for (int i = 0; i < 5; ++i) {
    const Tensor a = Tensor::empty({1000}, DType::f32, Device::cuda),
                 b = Tensor::empty({100000}, DType::f32, Device::cuda);
  }
  BOOST_TEST(pool->stats().system_calls == 2U);
  BOOST_TEST(pool->stats().live_bytes == 0U);
  pool->trim();
  BOOST_TEST(pool->stats().cached_bytes == 0U);
}

BOOST_AUTO_TEST_CASE(a_recording_works_on_what_its_memory_holds_then) {
  const auto pool = cuda::Pool::make();
  const Tensor x = random_tensor({300}).to(Device::cuda),
               sum = Tensor::zeros({300}).to(Device::cuda);
  cuda::Graph graph;
  cuda::Readback first;
  {
    const cuda::PoolScope scope(pool);
    const auto work = [&] { kernels::add_into(sum, kernels::affine(kernels::affine(x, 2), 0.5)); };
    work();
    graph.record(work);
  }
  BOOST_TEST(graph.is_recorded());
  BOOST_TEST(graph.size() == 3U);
  const Tensor once = x.to(Device::cpu);
  BOOST_TEST(same_bits(sum, once));  // recording is not doing
  graph.launch();
  first.ask(0, sum.rows(0, 1).reshape({}));
  first.wait();
  BOOST_TEST(first.number(0) == 2 * once.at(0));
  x.copy_from(Tensor::zeros({300}));
  graph.launch();
  first.ask(0, sum.rows(0, 1).reshape({}));
  first.wait();
  BOOST_TEST(first.number(0) == 2 * once.at(0));
}

// Memory that runs out makes pools give back what they keep; what recorded kernels work on, never.
BOOST_AUTO_TEST_CASE(a_recording_outlives_full_memory) {
  const auto pool = cuda::Pool::make(cuda::Pool::Use::recordings);
  const Tensor x = random_tensor({300000}).to(Device::cuda),
               y = Tensor::zeros({300000}).to(Device::cuda);
  cuda::Graph graph;
  {
    const cuda::PoolScope scope(pool);
    const auto work = [&] { y.copy_from(kernels::affine(kernels::affine(x, 2), 0.5)); };
    work();
    graph.record(work);
    const std::size_t kept = pool->stats().cached_bytes;
    BOOST_TEST(kept > 0U);
    const auto most = static_cast<Index>(cuda::memory_use().total);
    BOOST_CHECK_THROW(Tensor::empty({most}, DType::f32, Device::cuda), cuda::OutOfMemory);
    BOOST_TEST(pool->stats().cached_bytes == kept);
  }
  y.copy_from(Tensor::zeros({300000}));
  graph.launch();
  BOOST_TEST(same_bits(y, x));
}

BOOST_AUTO_TEST_CASE(a_smaller_recording_shares_the_blocks_of_a_larger_one) {
  const auto pool = cuda::Pool::make(cuda::Pool::Use::recordings);
  const cuda::PoolScope scope(pool);
  for (const Index rows : {9, 2})
    const Tensor a = Tensor::empty({rows, 1 << 20}, DType::f32, Device::cuda);
  BOOST_TEST(pool->stats().system_calls == 1U);
}

BOOST_AUTO_TEST_CASE(what_cannot_be_recorded_is_refused) {
  const Tensor x = Tensor::zeros({3}, DType::f32, Device::cuda);
  cuda::Graph graph;
  BOOST_CHECK_THROW(graph.record([&] { x.to(Device::cpu); }), DeviceError);
  BOOST_CHECK_THROW(graph.record([&] { x.copy_from(Tensor::zeros({3})); }), DeviceError);
  BOOST_TEST(!graph.is_recorded());
  BOOST_TEST(kernels::affine(x, 1, 2).to(Device::cpu).at(2) == 2);  // and the stream works on
}

BOOST_AUTO_TEST_CASE(uploads_may_be_overwritten_at_once) {
  cuda::Uploads uploads(16);
  const Tensor target = Tensor::zeros({4}, DType::f32, Device::cuda);
  Tensor sum = Tensor::zeros({4}, DType::f32, Device::cuda);
  for (int i = 1; i <= 9; ++i) {
    float numbers[] = {1, 2, 3, static_cast<float>(i)};
    uploads.send(target.bytes(), numbers, sizeof numbers);
    for (float& x : numbers) x = -1000;
    kernels::add_into(sum, target);
  }
  BOOST_TEST(sum.to(Device::cpu).at(3) == 45);
  BOOST_CHECK_THROW(uploads.send(target.bytes(), &uploads, 17), ValueError);
}

// Copies run beside kernels: neither may come before what it needs of the other.
BOOST_AUTO_TEST_CASE(prefetched_numbers_are_those_that_were_sent) {
  cuda::Prefetch prefetch(1000);
  const Tensor whole = Tensor::zeros({1000}, DType::f32, Device::cuda),
               part = Tensor::zeros({10}, DType::f32, Device::cuda),
               sum = Tensor::zeros({1000}, DType::f32, Device::cuda),
               sum_of_parts = Tensor::zeros({10}, DType::f32, Device::cuda);
  for (int i = 1; i <= 5; ++i) {
    std::fill_n(prefetch.host(), 1000, static_cast<float>(i));
    prefetch.send(1000);
    prefetch.take(0, whole);
    prefetch.take(990, part);
    std::fill_n(prefetch.host(), 1000, -1000.0F);  // sent and never taken
    prefetch.send(1000);
    kernels::add_into(sum, whole);
    kernels::add_into(sum_of_parts, part);
  }
  BOOST_TEST(same_bits(sum, Tensor::full({1000}, 15)));
  BOOST_TEST(same_bits(sum_of_parts, Tensor::full({10}, 15)));
}

BOOST_AUTO_TEST_CASE(memory_that_is_used_up_is_told) {
  const cuda::MemoryUse before = cuda::memory_use();
  BOOST_TEST(before.available <= before.total);
  const auto wanted = static_cast<Index>(before.total);
  BOOST_CHECK_THROW(Tensor::empty({wanted}, DType::f32, Device::cuda), cuda::OutOfMemory);
}

BOOST_AUTO_TEST_CASE(the_peak_counts_from_where_it_was_reset) {
  cuda::reset_peak();
  const std::size_t before = cuda::memory_use().peak;
  const auto some = [] { return Tensor::empty({Index{1} << 22}, DType::f32, Device::cuda); };
  const std::size_t bytes = some().nbytes();
  BOOST_TEST(cuda::memory_use().peak == before + bytes);
  some();
  BOOST_TEST(cuda::memory_use().peak == before + bytes);
  cuda::reset_peak();
  BOOST_TEST(cuda::memory_use().peak == before);
}

BOOST_AUTO_TEST_SUITE_END()
