#pragma once
#include <vector>

#include "tensor/op.h"

namespace posegrad {

/// Every op that the program was linked with, by name. An op is there because dispatch is compiled
/// for it; nobody keeps a list.
std::vector<const OpInfo*> catalogue();

namespace detail {
bool add_to_catalogue(const OpInfo& info);

template <class Op>
inline const bool in_catalogue = add_to_catalogue(Op::info);
}  // namespace detail

}  // namespace posegrad
