#include <algorithm>

#include <boost/test/tree/traverse.hpp>
#include <boost/test/tree/visitor.hpp>
#include <boost/test/unit_test.hpp>

#include "apps/ops/text.h"
#include "tensor/op.h"
#include "tests/support/check_contract.h"

namespace posegrad::test {
namespace {

/// When all cases ran: was every op's kernel given to check_kernel, by the test that posegrad ops
/// names?
struct EveryKernelIsChecked {
  static bool ran_all() {
    struct Visitor final : boost::unit_test::test_tree_visitor {
      void visit(const boost::unit_test::test_case& test) override {
        all = all && test.is_enabled();
      }
      bool all = true;
    } visitor;
    boost::unit_test::traverse_test_tree(boost::unit_test::framework::master_test_suite(), visitor,
                                         true);
    return visitor.all;
  }

  void setup() {}
  void teardown() {
    if (!ran_all()) return;
    for (const OpInfo* op : catalogue()) {
      const auto found = checked_kernels().find(std::string(op->name));
      BOOST_TEST((found != checked_kernels().end()),
                 op->name << ": no test in tests/ops gives its kernel to check_kernel");
      if (found == checked_kernels().end()) continue;
      const auto listed = apps::files_of(*op).tests;
      for (const std::string& file : found->second)
        if (file != "tests/ops/cases_test.cpp")  // it checks whatever has cases
          BOOST_TEST((std::ranges::find(listed, file) != listed.end()),
                     op->name << ": " << file << " checks it, which posegrad ops does not say");
    }
  }
};
BOOST_TEST_GLOBAL_FIXTURE(EveryKernelIsChecked);

}  // namespace
}  // namespace posegrad::test
