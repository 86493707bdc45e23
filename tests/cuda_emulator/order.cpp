#include <cstdlib>
#include <numeric>
#include <random>
#include <string_view>

#include "tests/cuda_emulator/block.h"

namespace cuda_emulator {
namespace {

Order order_of_environment() {
  const char* const text = std::getenv("CUDA_EMULATOR_ORDER");
  const std::string_view name = text != nullptr ? text : "";
  if (name == "backward") return Order::backward;
  return name == "shuffled" ? Order::shuffled : Order::forward;
}

Order order = order_of_environment();
std::minstd_rand draws;

}  // namespace

void set_order(Order wanted) {
  order = wanted;
  draws.seed(1);
}

Sequence::Sequence(std::uint64_t count) : count_(count) {
  if (count <= 1 || order == Order::forward) return;
  start_ = count - 1, step_ = count - 1;
  if (order == Order::backward) return;
  start_ = draws() % count;
  do step_ = draws() % count;
  while (std::gcd(step_, count) != 1);
}

}  // namespace cuda_emulator
