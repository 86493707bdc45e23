#pragma once
#include <functional>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "autograd/gradcheck.h"

namespace posegrad::test {

/// Requires f's gradients to agree with finite differences to 1e-6 relative, with two different
/// cotangents.
inline void check_gradient(const std::function<Variable(const std::vector<Variable>&)>& f,
                           const std::vector<Tensor>& inputs, double step = 1e-3) {
  for (const std::uint64_t seed : {1U, 2U}) {
    const GradcheckResult result = gradcheck(f, inputs, seed, step);
    BOOST_TEST(result.ok(), result.to_string());
  }
}

/// For BOOST_CHECK_EXCEPTION: the message holds this text.
inline auto mentions(std::string text) {
  return [text = std::move(text)](const std::exception& error) {
    const bool found = std::string_view(error.what()).find(text) != std::string_view::npos;
    BOOST_TEST(found, "'" << error.what() << "' should mention '" << text << "'");
    return found;
  };
}

}  // namespace posegrad::test
