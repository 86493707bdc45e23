#include "tensor/blas.h"

#include <vector>

#include <boost/test/unit_test.hpp>

#include "tensor/error.h"
#include "tests/support/random_tensor.h"
#include "tests/support/thread_counts.h"
#include "tests/support/throws.h"

using namespace posegrad;
using namespace posegrad::test;
using blas::Op;

namespace {

struct Product {
  Op op_a, op_b;
  Index m, n, k;

  Tensor operator()() const {
    const Tensor a = random_tensor({m, k}), b = random_tensor({k, n}, DType::f32, 2);
    Tensor c = random_tensor({m, n}, DType::f32, 3);
    blas::gemm<float>(op_a, op_b, m, n, k, 2, a.data<float>(), op_a == Op::plain ? k : m,
                      b.data<float>(), op_b == Op::plain ? n : k, 0.5, c.data<float>(), n);
    return c;
  }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(blas_products)

// A training that makes room for other programs must end with the bits of one that need not.
BOOST_AUTO_TEST_CASE(bits_do_not_depend_on_how_many_threads_work) {
  for (const Op op_a : {Op::plain, Op::transposed})
    for (const Op op_b : {Op::plain, Op::transposed})
      for (const Product& product : {Product{op_a, op_b, 100, 51, 300},
                                     {op_a, op_b, 7, 1000, 200},
                                     {op_a, op_b, 1000, 3, 500},
                                     {op_a, op_b, 300, 200, 1}})
        for (const int all : {1, 2, 3, 4, 6}) {
          const ThreadsScope scope(all);
          const Tensor first = product();
          for (int working = 1; working <= all; ++working) {
            use_threads(working);
            const Tensor result = product();
            BOOST_TEST(std::memcmp(first.bytes(), result.bytes(), result.nbytes()) == 0,
                       working << " of " << all << " threads");
          }
        }
}

BOOST_AUTO_TEST_CASE(blocks_make_the_whole_product) {
  for (const auto& [m, n, k] : {std::array<Index, 3>{100, 51, 300}, {7, 1000, 200}, {1000, 3, 500}})
    for (const Op op_a : {Op::plain, Op::transposed})
      for (const Op op_b : {Op::plain, Op::transposed}) {
        const Product product{op_a, op_b, m, n, k};
        Tensor one;
        for (const int count : {1, 2, 3, 4, 6, 13}) {
          const ThreadsScope scope(count);
          const Tensor result = product();
          if (!one.defined()) one = result;
          float most = 0;
          for (Index i = 0; i < m * n; ++i)
            most = std::max(most, std::abs(result.data<float>()[i] - one.data<float>()[i]));
          BOOST_TEST(most <= 1e-3F);  // of sums of up to 500 products of normal numbers, twice
        }
      }
}

BOOST_AUTO_TEST_CASE(sizes_beyond_32_bits_are_refused) {
  float none = 0;
  check_throws<ValueError>(
      [&] {
        blas::gemm<float>(Op::plain, Op::plain, Index{1} << 32, 1, 1, 1, &none, 1, &none, 1, 0,
                          &none, 1);
      },
      "gemm: the size 4294967296 is beyond what BLAS can count");
}

BOOST_AUTO_TEST_SUITE_END()
