#include "tensor/dims.h"

#include <boost/test/unit_test.hpp>
#include <fmt/format.h>

#include "tensor/dispatch.h"
#include "tests/support/throws.h"

using namespace posegrad;
using namespace posegrad::test;

namespace {

Tensor of(const Shape& shape, DType dtype = DType::f32) { return Tensor::empty(shape, dtype); }

// The tensors of a made-up op, inputs and outputs.
struct Call {
  Contract contract;
  std::vector<Tensor> tensors;

  Call(std::string_view shapes, std::vector<Tensor> list)
      : contract(parse_contract(shapes)), tensors(std::move(list)) {}
  Dims dims(std::optional<int> axis = {}) const {
    Dims::Tensors pointers{};
    for (std::size_t t = 0; t < tensors.size(); ++t) pointers[t] = &tensors[t];
    return Dims("op", contract, pointers, axis);
  }
  double value(std::string_view name) const { return dims().value(name).value(); }
};

template <class E = ShapeError>
void check_refused(std::string_view shapes, std::vector<Tensor> tensors,
                   const std::string& message) {
  const Call call(shapes, std::move(tensors));
  check_throws<E>([&] { call.dims(); }, message);
}

constexpr std::string_view kConv = "x (N, L, C_in), w (C_out, K, C_in) -> y (N, L_out, C_out)";
constexpr std::string_view kSlice = "x (A..., L, B...) -> y (A..., L_out, B...)";
constexpr std::string_view kConcat =
    "a (A..., L_a, B...), b (A..., L_b, B...) -> y (A..., L_a + L_b, B...)";
constexpr std::string_view kAdd = "a (~E...), b (~E...) -> y (E...)";
constexpr std::string_view kProduct = "a (M, K) or (K, M), b (K, N) or (N, K) -> y (M, N)";

// An op for dim<name>.
struct MadeUp {
  static constexpr OpInfo info{
      .name = "made_up",
      .formula = "",
      .shapes = "x (E..., D), all (E...), r (R, C)? -> y (E..., D), z (3, C)",
  };
  Tensor x, all, r, y, z;
  static constexpr std::array inputs{&MadeUp::x, &MadeUp::all, &MadeUp::r};
  static constexpr std::array outputs{&MadeUp::y, &MadeUp::z};
};

}  // namespace

BOOST_AUTO_TEST_SUITE(dims)

BOOST_AUTO_TEST_CASE(axes_are_bound_by_name) {
  const Call call(kConv, {of({8, 243, 33}), of({64, 3, 33}), of({8, 81, 64})});
  const Dims dims = call.dims();
  BOOST_TEST(dims["N"] == 8);
  BOOST_TEST(dims["L"] == 243);
  BOOST_TEST(dims["C_in"] == 33);
  BOOST_TEST(dims["K"] == 3);
  BOOST_TEST(dims["L_out"] == 81);
  BOOST_TEST(dims["C_out"] == 64);
  BOOST_TEST(dims.evaluate("2*N*L_out*C_out*K*C_in") == 2.0 * 8 * 81 * 64 * 3 * 33);
  BOOST_TEST(call.value("numel(w)") == 64 * 3 * 33);
  BOOST_TEST(call.value("size") == 4);
  BOOST_TEST(call.value("size(w)") == 4);
  BOOST_TEST(call.value("u") == 0x1p-24);
  BOOST_TEST(call.value("u64") == 0x1p-53);
  BOOST_TEST(!dims.value("Q").has_value());
  BOOST_TEST(!dims.value("has(q)").has_value());
}

BOOST_AUTO_TEST_CASE(outputs_get_their_shapes) {
  const Call conv(kConv, {of({8, 243, 33}), of({64, 3, 33})});
  Dims dims = conv.dims();
  dims.set("L_out", 81);
  BOOST_TEST((dims.shape_of("y") == Shape{8, 81, 64}));
  const Call add(kAdd, {of({3, 1}), of({2, 1, 4})});
  BOOST_TEST((add.dims().shape_of("y") == Shape{2, 3, 4}));
  const Call number("w (C, 3) -> u (6, C)", {of({5, 3})});
  BOOST_TEST((number.dims().shape_of("u") == Shape{6, 5}));
  const Call concat(kConcat, {of({2, 3, 4}), of({2, 5, 4})});
  BOOST_TEST((concat.dims(1).shape_of("y") == Shape{2, 8, 4}));
  BOOST_TEST((concat.dims(-2).shape_of("y") == Shape{2, 8, 4}));
  BOOST_TEST(concat.dims(-2).axis() == 1);
}

BOOST_AUTO_TEST_CASE(what_does_not_fit_is_told) {
  check_refused(kConv, {of({8, 243, 33}), of({64, 3, 34})},
                "op: 'w' has shape (64, 3, 34); expected (C_out, K, C_in) with C_in = 33, fixed by "
                "'x' (8, 243, 33)");
  check_refused("x (R, C) -> y (R, C)", {of({2, 3, 4})},
                "op: 'x' has shape (2, 3, 4); expected (R, C)");
  check_refused("x (R, C), b (C) -> y (R, C)", {of({2, 3}), of({4})},
                "op: 'b' has shape (4,); expected (C,) with C = 3, fixed by 'x' (2, 3)");
  check_refused("x (R, C) -> y (R, C)", {Tensor()}, "op: 'x' is empty");
  check_refused("w (C, 3) -> u (6, C)", {of({5, 3}), of({5, 5})},
                "op: 'u' has shape (5, 5); expected (6, C)");
  check_refused("dy (E...), x (E...) -> dx (E...)", {of({3}), of({2, 2})},
                "op: 'x' has shape (2, 2); expected (E...) with E... = (3,), fixed by 'dy' (3,)");
  check_refused(kAdd, {of({2, 3}), of({2})},
                "op: 'b' has shape (2,), which does not broadcast with 'a' (2, 3)");
  check_refused("m_in (N), x (N) -> m (N)", {of({2}), of({3})},
                "op: 'x' has shape (3,); expected (N,) with N = 2, fixed by 'm' (2,)");
  check_refused("x (~E...) -> y (E...)", {of({3}), of({4})},
                "op: 'x' has shape (3,), which does not broadcast to 'y' (4,)");
  check_refused(
      kProduct, {of({2, 5}), of({4, 3})},
      "op: 'b' has shape (4, 3); expected (K, N) or (N, K) with K = 5, fixed by 'a' (2, 5)");
}

BOOST_AUTO_TEST_CASE(number_types_go_together) {
  check_refused<DTypeError>("x (R), p (P) i64 -> y (P)", {of({2}), of({3})},
                            "op: 'p' holds f32; i64 is needed");
  check_refused<DTypeError>("x (R, 4) u8 -> y (R) f32", {of({2, 4})},
                            "op: 'x' holds f32; u8 is needed");
  check_refused<DTypeError>("a (N), b (N) -> y (N)", {of({2}), of({2}, DType::f64)},
                            "op: 'b' holds f64, but 'a' holds f32");
  check_refused<DTypeError>("a (~E...), b (~E...) -> y (E...)", {of({2}), of({2}, DType::bf16)},
                            "op: 'b' holds bf16, but 'a' holds f32");
  BOOST_TEST(Call("a (N), b (N) real -> y (N)", {of({2}), of({2}, DType::f64)}).dims()["N"] == 2);
  const Call short_ones("a (N), b (N) -> y (N)", {of({2}), of({2}, DType::bf16)});
  BOOST_TEST(short_ones.dims()["N"] == 2);
}

BOOST_AUTO_TEST_CASE(a_group_is_any_number_of_axes) {
  const std::string_view same = "x (E...) -> y (E...)";
  BOOST_TEST(Call(same, {of({2, 3, 4}), of({2, 3, 4})}).value("E") == 24);
  BOOST_TEST(Call(same, {of({}), of({})}).value("E") == 1);
  BOOST_CHECK_THROW(Call(same, {of({2, 3}), of({3, 2})}).dims(), ShapeError);
  BOOST_CHECK_THROW(Call(same, {of({2, 3}), of({6})}).dims(), ShapeError);
  const Call norm("x (E..., D) -> y (E...)", {of({4, 5, 3}), of({4, 5})});
  BOOST_TEST(norm.value("E") == 20);
  BOOST_TEST(norm.value("D") == 3);
}

BOOST_AUTO_TEST_CASE(the_axis_between_two_groups_is_found) {
  const Call middle(kSlice, {of({2, 7, 3}), of({2, 4, 3})});
  BOOST_TEST(middle.value("A") == 2);
  BOOST_TEST(middle.value("L") == 7);
  BOOST_TEST(middle.value("L_out") == 4);
  BOOST_TEST(middle.value("B") == 3);
  BOOST_TEST(Call(kSlice, {of({2, 7, 3}), of({2, 7, 1})}).value("L_out") == 1);
  const Dims whole = Call(kSlice, {of({2, 7, 3}), of({2, 7, 3})}).dims();  // which axis, is open
  BOOST_TEST(whole.evaluate("A*L_out*B") == 42);
  BOOST_CHECK_THROW(Call(kSlice, {of({2, 7, 3}), of({1, 7, 2})}).dims(), ShapeError);
  BOOST_TEST(Call(kConcat, {of({2, 3}), of({2, 5}), of({2, 8})}).value("L_b") == 5);
  BOOST_CHECK_THROW(Call(kConcat, {of({2, 3}), of({2, 5}), of({2, 9})}).dims(), ShapeError);
  BOOST_CHECK_THROW(Call(kConcat, {of({2, 3}), of({4, 3})}).dims(1), ShapeError);
  BOOST_CHECK_THROW(Call(kConcat, {of({2, 3}), of({2, 3})}).dims(2), ShapeError);
}

BOOST_AUTO_TEST_CASE(other_shapes) {
  const Call sum(kAdd, {of({3, 1}), of({4}), of({2, 3, 4})});
  BOOST_TEST(sum.value("E") == 24);
  BOOST_TEST(sum.value("numel(a)") == 3);
  BOOST_CHECK_THROW(Call(kAdd, {of({2, 1}), of({4}), of({2, 3, 4})}).dims(), ShapeError);
  BOOST_CHECK_THROW(Call(kAdd, {of({1, 1, 1, 1}), of({4}), of({2, 3, 4})}).dims(), ShapeError);
  for (const Shape& a : {Shape{2, 5}, Shape{5, 2}})
    for (const Shape& b : {Shape{5, 3}, Shape{3, 5}})
      BOOST_TEST(Call(kProduct, {of(a), of(b), of({2, 3})}).value("K") == 5);
}

BOOST_AUTO_TEST_CASE(an_optional_tensor_may_be_empty) {
  const std::string_view shapes = "x (R, C), r (R_in, C)? -> y (R, C)";
  const Call without(shapes, {of({2, 3}, DType::f64), {}, of({2, 3}, DType::f64)});
  BOOST_TEST(without.value("has(r)") == 0);
  BOOST_TEST(without.value("R_in") == 0);
  BOOST_TEST(without.value("u") == 0x1p-53);
  const Call with(shapes, {of({2, 3}), of({9, 3}), of({2, 3})});
  BOOST_TEST(with.value("has(r)") == 1);
  BOOST_TEST(with.value("R_in") == 9);
  BOOST_CHECK_THROW(Call(shapes, {of({2, 3}), of({9, 4}), of({2, 3})}).dims(), ShapeError);
}

BOOST_AUTO_TEST_CASE(a_kernel_reads_a_size_at_its_place) {
  const MadeUp op{of({4, 5, 3}), of({4, 5}), {}, of({4, 5, 3}), of({3, 7})};
  BOOST_TEST(dim<"D">(op) == 3);
  BOOST_TEST(dim<"E">(op) == 20);
  BOOST_TEST(dim<"C">(op) == 7);
}

BOOST_AUTO_TEST_CASE(bytes_of_every_tensor) {
  const auto bytes = [](std::string_view shapes) {
    return bytes_expression({.name = "op", .formula = "", .shapes = shapes});
  };
  BOOST_TEST(bytes(kConv) == "size*(N*L*C_in + C_out*K*C_in + N*L_out*C_out)");
  BOOST_TEST(bytes("x (E...) -> y (E...)") == "2*size*E");
  BOOST_TEST(bytes("x (R, 4) u8 -> y (R) f32, i (R) i64") == "1*R*4 + 4*R + 8*R");
  BOOST_TEST(bytes("x (A..., L), p (P) i64, r (R)? -> y (A..., L + 1)") ==
             "size*(A*L + has(r)*R + A*(L + 1)) + 8*P");
  BOOST_TEST(bytes("a (~E...) -> y (E...)") == "size*(numel(a) + E)");
}

BOOST_AUTO_TEST_CASE(other_notations_are_refused) {
  for (const char* shapes :
       {"", "x", "x (N", "x (N) y (N)", "x (N) ->", "x (N) -> y (N) z", "x (N,,) -> y (N)",
        "x (~N) -> y (N)", "(N) -> y (N)", "x (3...) -> y (N)"})
    BOOST_CHECK_THROW(parse_contract(shapes), ValueError);
  check_throws<ValueError>([] { parse_contract("x (N) y (N)"); },
                           "the shapes 'x (N) y (N)', before 'y (N)': expected ',' or '->'");
}

BOOST_AUTO_TEST_CASE(what_the_caller_refuses) {
  const Call call("x (N) -> y (N)", {of({2})});
  check_throws<ShapeError>([&] { call.dims().fail("1 is not 2"); }, "op: 1 is not 2");
}

BOOST_AUTO_TEST_SUITE_END()
