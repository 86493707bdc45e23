#include "tensor/tensor.h"

#include <limits>

#include <boost/test/unit_test.hpp>

#include "tensor/error.h"
#include "tests/support/check_gradient.h"

using namespace posegrad;
using namespace posegrad::test;

BOOST_AUTO_TEST_SUITE(tensor)

BOOST_AUTO_TEST_CASE(an_empty_one_holds_nothing) {
  const Tensor none;
  BOOST_TEST(!none.defined());
  BOOST_TEST(none.numel() == 0);
  BOOST_TEST(none.nbytes() == 0U);
  BOOST_TEST(none.cpu_view<float>().empty());
  BOOST_TEST(!none.clone().defined());
  BOOST_TEST(!none.shares_storage(none));
}

BOOST_AUTO_TEST_CASE(it_is_made_of_the_given_numbers) {
  const Tensor x = Tensor::from<float>({2, 3}, {1, 2, 3, 4, 5, 6});
  BOOST_TEST(x.at(4) == 5);
  BOOST_TEST(x.dim(-1) == 3);
  BOOST_TEST(x.nbytes() == 24U);
  BOOST_TEST(Tensor::zeros({3}, DType::f64).at(2) == 0);
  BOOST_TEST(Tensor::full({3}, 7, DType::i64).cpu_view<Index>()[2] == 7);
  BOOST_TEST(Tensor::scalar(2.5).item() == 2.5);
  BOOST_TEST(Tensor::scalar(2.5).rank() == 0);
  BOOST_CHECK_EXCEPTION(Tensor::from<float>({2, 2}, {1, 2, 3}), ShapeError,
                        mentions("3 values do not fill the shape (2, 2)"));
  BOOST_CHECK_EXCEPTION(x.item(), ShapeError,
                        mentions("item() needs one number, the shape is (2, 3)"));
  BOOST_CHECK_EXCEPTION(x.data<double>(), DTypeError,
                        mentions("the tensor (2, 3) holds f32, f64 was asked for"));
}

BOOST_AUTO_TEST_CASE(copies_share_and_clones_do_not) {
  const Tensor x = Tensor::zeros({2, 3});
  const Tensor copy = x, clone = x.clone();
  x.cpu_span<float>()[5] = 9;
  BOOST_TEST(copy.at(5) == 9);
  BOOST_TEST(clone.at(5) == 0);
  BOOST_TEST(copy.shares_storage(x));
  BOOST_TEST(!clone.shares_storage(x));
}

BOOST_AUTO_TEST_CASE(views_share_the_numbers) {
  const Tensor x = Tensor::from<Index>({3, 2}, {0, 1, 2, 3, 4, 5});
  const Tensor rows = x.rows(1, 3);
  BOOST_TEST((rows.shape() == Shape{2, 2}));
  BOOST_TEST(rows.at(0) == 2);
  BOOST_TEST(rows.rows(1, 2).at(1) == 5);
  BOOST_TEST(rows.clone().at(3) == 5);
  BOOST_TEST((x.rows(3, 3).shape() == Shape{0, 2}));
  BOOST_TEST((Tensor::zeros({0, 4}).rows(0, 0).numel() == 0));
  BOOST_TEST((x.reshape({6}).at(5) == 5));
  BOOST_TEST(x.reshape({2, 3, 1}).shares_storage(x));
  BOOST_CHECK_EXCEPTION(x.reshape({7}), ShapeError,
                        mentions("(7,) has another number of elements than (3, 2)"));
  for (const auto& [begin, end] : {std::pair<Index, Index>{-1, 2}, {2, 1}, {0, 4}})
    BOOST_CHECK_EXCEPTION(x.rows(begin, end), ShapeError,
                          mentions("do not lie in the shape (3, 2)"));
  BOOST_CHECK_THROW(Tensor::scalar(1).rows(0, 0), ShapeError);
}

BOOST_AUTO_TEST_CASE(types_are_converted) {
  const Tensor x = Tensor::from<double>({2}, {1.0 + 0x1p-40, -2.75});
  BOOST_TEST(x.to(DType::f32).at(0) == 1);
  BOOST_TEST(x.to(DType::i64).at(1) == -2);
  BOOST_TEST(x.to(DType::f64).shares_storage(x));
  BOOST_TEST((x.to(DType::f32).dtype() == DType::f32));
  const Tensor bytes = Tensor::from<std::uint8_t>({3}, {0, 127, 255});
  BOOST_TEST(bytes.nbytes() == 3U);
  for (const DType dtype : {DType::f32, DType::f64, DType::i64}) {
    const Tensor numbers = bytes.to(dtype);
    for (const Index e : {0, 1, 2}) BOOST_TEST(numbers.at(e) == bytes.at(e));
    BOOST_TEST(numbers.to(DType::u8).at(2) == 255);
  }
  BOOST_TEST(bytes.to(DType::bf16).to(DType::u8).at(1) == 127);
  BOOST_TEST(Tensor::full({2}, 200, DType::u8).cpu_view<std::uint8_t>()[1] == 200);
  BOOST_TEST(bytes.rows(1, 3).at(0) == 127);
  BOOST_CHECK_EXCEPTION(bytes.data<float>(), DTypeError, mentions("holds u8, f32 was asked for"));
}

BOOST_AUTO_TEST_CASE(memory_is_aligned_for_vectors) {
  for (const Index count : {0, 1, 17, 1 << 20}) {
    const Tensor x = Tensor::empty({count});
    BOOST_TEST(reinterpret_cast<std::uintptr_t>(x.bytes()) % 64 == 0U);
  }
}

BOOST_AUTO_TEST_CASE(a_size_beyond_memory_is_refused) {
  BOOST_CHECK_EXCEPTION(Tensor::empty({std::numeric_limits<Index>::max() / 2}), ShapeError,
                        mentions("does not fit into memory"));
}

BOOST_AUTO_TEST_SUITE_END()
