#include "tensor/catalogue.h"

#include <algorithm>

namespace posegrad {
namespace {

// A function's static: the ops add themselves before main, in no particular order.
std::vector<const OpInfo*>& entries() {
  static std::vector<const OpInfo*> list;
  return list;
}

}  // namespace

std::vector<const OpInfo*> catalogue() {
  std::vector<const OpInfo*> sorted = entries();
  std::ranges::sort(sorted, {}, &OpInfo::name);
  return sorted;
}

bool detail::add_to_catalogue(const OpInfo& info) {
  entries().push_back(&info);
  return true;
}

}  // namespace posegrad
