#pragma once
#include <string>

#include <boost/test/unit_test.hpp>

namespace posegrad::test {

/// This build's posegrad.
std::string program_path();

/// Whether this build's libraries run under sanitizers. The tests' own code does not know: two
/// builds may share it.
bool is_sanitized();

/// For a case or a suite that means nothing under sanitizers:  BOOST_AUTO_TEST_SUITE(name,
/// *test::without_sanitizers())
inline boost::unit_test::precondition without_sanitizers() {
  return boost::unit_test::precondition([](auto) { return !is_sanitized(); });
}

}  // namespace posegrad::test
