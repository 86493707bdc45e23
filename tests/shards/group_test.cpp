#include <cmath>
#include <numeric>

#include <boost/test/unit_test.hpp>

#include "tensor/shards/reduction_tree.h"
#include "tensor/shards/shard_group.h"
#include "tests/support/loopback.h"
#include "tests/support/random_tensor.h"

namespace posegrad {
namespace {

using TreeNode = reduction_tree::Node;
using test::random_tensor;

/// work(communicator) on every shard: R ranks of S / R shards each.
void on_all(Index S, Index R, const std::function<void(Communicator&)>& work) {
  test::Loopback(R).run([&](Transport& transport) {
    ShardGroup group(S / R, &transport);
    std::vector<std::jthread> threads;
    for (Index i = 0; i < group.local(); ++i)
      threads.emplace_back([&, i] { work(group.member(i)); });
  });
}

/// The same order, written once more: the value of [begin, end).
template <class T>
T tree_sum(const std::vector<T>& values, std::size_t begin, std::size_t end) {
  if (end - begin == 1) return values[begin];
  std::size_t left = 1;
  while (2 * left < end - begin) left *= 2;
  return tree_sum(values, begin, begin + left) + tree_sum(values, begin + left, end);
}

std::vector<Index> divisors(Index S) {
  std::vector<Index> all;
  for (Index R = 1; R <= S; ++R)
    if (S % R == 0) all.push_back(R);
  return all;
}

BOOST_AUTO_TEST_SUITE(shard_group)

BOOST_AUTO_TEST_CASE(the_tree_is_made_of_whole_nodes_where_it_can) {
  BOOST_TEST((reduction_tree::nodes_in(8, 0, 4) == std::vector<TreeNode>{{0, 4}}));
  BOOST_TEST((reduction_tree::nodes_in(6, 2, 4) == std::vector<TreeNode>{{2, 4}}));
  BOOST_TEST((reduction_tree::nodes_in(6, 0, 3) == std::vector<TreeNode>{{0, 2}, {2, 3}}));
  BOOST_TEST((reduction_tree::nodes_in(6, 3, 6) == std::vector<TreeNode>{{3, 4}, {4, 6}}));
  BOOST_TEST((reduction_tree::nodes_in(1, 0, 1) == std::vector<TreeNode>{{0, 1}}));
}

BOOST_AUTO_TEST_CASE(sums_are_the_trees_wherever_shards_are) {
  for (const Index S : {1, 2, 3, 4, 6, 7, 12})
    for (const Index R : divisors(S))
      for (const Index count : {1, 7, 40000})
        BOOST_TEST_CONTEXT(S << " on " << R << ": " << count) {
          std::vector<Tensor> numbers;
          for (Index s = 0; s < S; ++s)
            numbers.push_back(
                random_tensor({count}, DType::f32, static_cast<std::uint64_t>(s) + 1));
          std::vector<float> expected;
          for (Index i = 0; i < count; ++i) {
            std::vector<float> column;
            for (const Tensor& x : numbers) column.push_back(x.data<float>()[i]);
            expected.push_back(tree_sum(column, 0, column.size()));
          }
          std::vector<Tensor> plain, begun;
          for (const Tensor& x : numbers) {
            plain.push_back(x.clone());
            begun.push_back(x.clone());
          }
          on_all(S, R, [&](Communicator& shards) {
            const auto s = static_cast<std::size_t>(shards.shard());
            shards.begin_sum(begun[s].cpu_span<float>().first(static_cast<std::size_t>(count) / 2));
            shards.sum(plain[s].cpu_span<float>());
            shards.begin_sum(
                begun[s].cpu_span<float>().subspan(static_cast<std::size_t>(count) / 2));
            shards.finish();
          });
          for (const auto& sums : {plain, begun})
            for (const Tensor& sum : sums)
              BOOST_TEST((std::ranges::equal(sum.cpu_view<float>(), expected)));
        }
}

BOOST_AUTO_TEST_CASE(moments_are_those_of_all_rows) {
  constexpr Index S = 6;
  // Far from zero, so that a difference of squares would lose them.
  std::vector<std::vector<double>> rows{{1e6 + 1, 1e6 + 2},      {1e6 - 4}, {},
                                        {1e6 + 9, 1e6, 1e6 + 3}, {},        {1e6 + 7}};
  std::vector<double> all;
  for (const auto& some : rows) all.insert(all.end(), some.begin(), some.end());
  const auto moments = [](const std::vector<double>& x) {
    const double n = static_cast<double>(x.size());
    if (x.empty()) return std::vector<double>{0, 0, 0};
    const double mean = std::accumulate(x.begin(), x.end(), 0.0) / n;
    double squares = 0;
    for (const double value : x) squares += (value - mean) * (value - mean);
    return std::vector<double>{n, mean, squares};
  };
  const std::vector<double> expected = moments(all);
  std::vector<std::vector<double>> first;
  for (const Index R : divisors(S)) {
    std::vector<std::vector<double>> found;
    for (const auto& some : rows) found.push_back(moments(some));
    on_all(S, R, [&](Communicator& shards) {
      shards.merge_moments(found[static_cast<std::size_t>(shards.shard())]);
    });
    if (first.empty()) first = found;
    BOOST_TEST((found == first));
    for (const auto& triple : found) {
      BOOST_TEST(triple[0] == expected[0]);
      BOOST_TEST(std::abs(triple[1] - expected[1]) < 1e-8);
      BOOST_TEST(std::abs(triple[2] - expected[2]) < 1e-8 * expected[2]);
    }
  }
}

BOOST_AUTO_TEST_CASE(who_waits_for_a_shard_that_gave_up_is_told) {
  ShardGroup group(3);
  std::vector<int> told(3, 0);
  {
    std::vector<std::jthread> threads;
    for (const Index i : {0, 1})
      threads.emplace_back([&, i] {
        std::vector<double> number{1};
        try {
          if (i == 0) group.member(i).sum(number);
          std::vector<float> other{1};
          group.member(i).begin_sum(other);
          group.member(i).finish();
        } catch (const ShardsCancelled&) {
          told[static_cast<std::size_t>(i)] = 1;
        }
      });
    group.cancel();
  }
  BOOST_TEST(told[0] == 1);
  BOOST_TEST(told[1] == 1);
  std::vector<double> number{1};
  BOOST_CHECK_THROW(group.member(2).sum(number), ShardsCancelled);
  BOOST_CHECK_THROW(ShardGroup(0), ValueError);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace posegrad
