#include "tensor/shape_notation.h"

#include <boost/test/unit_test.hpp>

#include "tensor/error.h"
#include "tests/support/throws.h"

using namespace posegrad;

namespace {

OpInfo op_with(std::string_view shapes) {
  return {.name = "op", .formula = "y = x", .shapes = shapes};
}

Tensor of(const Shape& shape, DType dtype = DType::f32) { return Tensor::empty(shape, dtype); }

using Tensors = std::vector<Tensor>;

Sizes bound(std::string_view shapes, const Tensors& inputs, const Tensors& outputs) {
  return bind_sizes(op_with(shapes), inputs, outputs);
}

void check_refused(std::string_view shapes, const Tensors& inputs, const Tensors& outputs,
                   const std::string& message) {
  test::check_throws<ShapeError>([&] { bound(shapes, inputs, outputs); }, message);
}

constexpr std::string_view kConv = "x (N, L, C_in), w (C_out, K, C_in) -> y (N, L_out, C_out)";
constexpr std::string_view kSlice = "x (A..., L, B...) -> y (A..., L_out, B...)";
constexpr std::string_view kConcat =
    "a (A..., L_a, B...), b (A..., L_b, B...) -> y (A..., L_a + L_b, B...)";

}  // namespace

BOOST_AUTO_TEST_SUITE(shape_notation)

BOOST_AUTO_TEST_CASE(axes_are_bound_by_name) {
  const Sizes sizes = bound(kConv, {of({8, 243, 33}), of({64, 3, 33})}, {of({8, 81, 64})});
  BOOST_TEST(sizes.at("N") == 8);
  BOOST_TEST(sizes.at("L") == 243);
  BOOST_TEST(sizes.at("C_in") == 33);
  BOOST_TEST(sizes.at("K") == 3);
  BOOST_TEST(sizes.at("L_out") == 81);
  BOOST_TEST(sizes.at("C_out") == 64);
  BOOST_TEST(sizes.at("numel(w)") == 64 * 3 * 33);
  BOOST_TEST(sizes.at("size") == 4);
  BOOST_TEST(sizes.at("size(w)") == 4);
  BOOST_TEST(sizes.at("u") == 0x1p-24);
  BOOST_TEST(sizes.at("u64") == 0x1p-53);
}

BOOST_AUTO_TEST_CASE(what_does_not_fit_is_told) {
  check_refused(kConv, {of({8, 243, 33}), of({64, 3, 34})}, {of({8, 81, 64})},
                "op: 'w' has shape (64, 3, 34); the contract is x (N, L, C_in), w (C_out, K, C_in) "
                "-> y (N, L_out, C_out); before it C_in = 33, L = 243, N = 8");
  check_refused("x (R, C) -> y (R, C)", {of({2, 3, 4})}, {of({2, 3})},
                "op: 'x' has shape (2, 3, 4); the contract is x (R, C) -> y (R, C)");
  check_refused("x (R, C) -> y (R, C)", {Tensor()}, {of({2, 3})},
                "op: 'x' is empty; the contract is x (R, C) -> y (R, C)");
  check_refused("x (R), p (P) i64 -> y (P)", {of({2}), of({3})}, {of({3})},
                "op: 'p' holds no i64; the contract is x (R), p (P) i64 -> y (P); before it R = 2");
  check_refused("x (R) -> y (R)", {of({2}), of({2})}, {of({2})},
                "op: 2 inputs and 1 outputs; the contract is x (R) -> y (R)");
  check_refused("w (C, 3) -> u (6, C)", {of({5, 3})}, {of({5, 5})},
                "op: 'u' has shape (5, 5); the contract is w (C, 3) -> u (6, C); before it C = 5");
}

BOOST_AUTO_TEST_CASE(a_group_is_any_number_of_axes) {
  const std::string_view same = "x (E...) -> y (E...)";
  BOOST_TEST(bound(same, {of({2, 3, 4})}, {of({2, 3, 4})}).at("E") == 24);
  BOOST_TEST(bound(same, {of({})}, {of({})}).at("E") == 1);
  BOOST_CHECK_THROW(bound(same, {of({2, 3})}, {of({3, 2})}), ShapeError);
  BOOST_CHECK_THROW(bound(same, {of({2, 3})}, {of({6})}), ShapeError);
  const Sizes norm = bound("x (E..., D) -> y (E...)", {of({4, 5, 3})}, {of({4, 5})});
  BOOST_TEST(norm.at("E") == 20);
  BOOST_TEST(norm.at("D") == 3);
}

BOOST_AUTO_TEST_CASE(the_axis_between_two_groups_is_found) {
  const Sizes middle = bound(kSlice, {of({2, 7, 3})}, {of({2, 4, 3})});
  BOOST_TEST(middle.at("A") == 2);
  BOOST_TEST(middle.at("L") == 7);
  BOOST_TEST(middle.at("L_out") == 4);
  BOOST_TEST(middle.at("B") == 3);
  BOOST_TEST(bound(kSlice, {of({2, 7, 3})}, {of({2, 7, 1})}).at("L_out") == 1);
  const Sizes whole = bound(kSlice, {of({2, 7, 3})}, {of({2, 7, 3})});  // which axis, is open
  BOOST_TEST(whole.at("A") * whole.at("L_out") * whole.at("B") == 42);
  BOOST_CHECK_THROW(bound(kSlice, {of({2, 7, 3})}, {of({1, 7, 2})}), ShapeError);
  BOOST_TEST(bound(kConcat, {of({2, 3}), of({2, 5})}, {of({2, 8})}).at("L_b") == 5);
  BOOST_CHECK_THROW(bound(kConcat, {of({2, 3}), of({2, 5})}, {of({2, 9})}), ShapeError);
}

BOOST_AUTO_TEST_CASE(other_shapes) {
  const std::string_view add = "a (~E...), b (~E...) -> y (E...)";
  const Sizes sum = bound(add, {of({3, 1}), of({4})}, {of({2, 3, 4})});
  BOOST_TEST(sum.at("E") == 24);
  BOOST_TEST(sum.at("numel(a)") == 3);
  BOOST_CHECK_THROW(bound(add, {of({2, 1}), of({4})}, {of({2, 3, 4})}), ShapeError);
  BOOST_CHECK_THROW(bound(add, {of({1, 1, 1, 1}), of({4})}, {of({2, 3, 4})}), ShapeError);

  const std::string_view product = "a (M, K) or (K, M), b (K, N) or (N, K) -> y (M, N)";
  for (const Shape& a : {Shape{2, 5}, Shape{5, 2}})
    for (const Shape& b : {Shape{5, 3}, Shape{3, 5}})
      BOOST_TEST(bound(product, {of(a), of(b)}, {of({2, 3})}).at("K") == 5);
  BOOST_CHECK_THROW(bound(product, {of({2, 5}), of({4, 3})}, {of({2, 3})}), ShapeError);
}

BOOST_AUTO_TEST_CASE(an_optional_tensor_may_be_empty) {
  const std::string_view shapes = "x (R, C), r (R_in, C)? -> y (R, C)";
  const Sizes without = bound(shapes, {of({2, 3}, DType::f64), {}}, {of({2, 3}, DType::f64)});
  BOOST_TEST(without.at("has(r)") == 0);
  BOOST_TEST(without.at("R_in") == 0);
  BOOST_TEST(without.at("u") == 0x1p-53);
  const Sizes with = bound(shapes, {of({2, 3}), of({9, 3})}, {of({2, 3})});
  BOOST_TEST(with.at("has(r)") == 1);
  BOOST_TEST(with.at("R_in") == 9);
  BOOST_CHECK_THROW(bound(shapes, {of({2, 3}), of({9, 4})}, {of({2, 3})}), ShapeError);
}

BOOST_AUTO_TEST_CASE(names_and_bytes) {
  const TensorNames names = tensor_names(op_with(kConv));
  BOOST_TEST(names.inputs == (std::vector<std::string>{"x", "w"}),
             boost::test_tools::per_element());
  BOOST_TEST(names.outputs == std::vector<std::string>{"y"}, boost::test_tools::per_element());
  BOOST_TEST(bytes_expression(op_with(kConv)) == "size*(N*L*C_in + C_out*K*C_in + N*L_out*C_out)");
  BOOST_TEST(bytes_expression(op_with("x (E...) -> y (E...)")) == "2*size*E");
  BOOST_TEST(bytes_expression(op_with("x (A..., L), p (P) i64, r (R)? -> y (A..., L + 1)")) ==
             "size*(A*L + has(r)*R + A*(L + 1)) + 8*P");
  BOOST_TEST(bytes_expression(op_with("a (~E...) -> y (E...)")) == "size*(numel(a) + E)");
}

BOOST_AUTO_TEST_CASE(other_notations_are_refused) {
  for (const char* shapes :
       {"", "x", "x (N", "x (N) y (N)", "x (N) ->", "x (N) -> y (N) z", "x (N,,) -> y (N)",
        "x (~N) -> y (N)", "(N) -> y (N)", "x (3...) -> y (N)"})
    BOOST_CHECK_THROW(parse_shapes(op_with(shapes)), ValueError);
  test::check_throws<ValueError>([] { parse_shapes(op_with("x (N) y (N)")); },
                                 "op: shapes 'x (N) y (N)', before 'y (N)': expected ',' or '->'");
}

BOOST_AUTO_TEST_SUITE_END()
