#pragma once
#include <exception>
#include <string>

#include <boost/test/unit_test.hpp>

namespace posegrad::test {

/// Checks that `call` throws E, and exactly this message: users read it.
template <class E, class Call>
void check_throws(Call call, const std::string& message) {
  try {
    call();
    BOOST_ERROR("nothing was thrown; expected: " + message);
  } catch (const E& error) {
    BOOST_TEST(std::string(error.what()) == message);
  } catch (const std::exception& error) {
    BOOST_ERROR("thrown with another type: " + std::string(error.what()));
  }
}

}  // namespace posegrad::test
