#include <boost/test/unit_test.hpp>

#include "tensor/catalogue.h"
#include "tests/support/check_contract.h"

namespace posegrad::test {
namespace {

/// When all cases ran: was every op's kernel given to check_kernel?
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
    for (const OpInfo* op : catalogue())
      BOOST_TEST(checked_kernels().contains(std::string(op->name)),
                 op->name << ": no test in tests/ops gives its kernel to check_kernel");
  }
};
BOOST_TEST_GLOBAL_FIXTURE(EveryKernelIsChecked);

}  // namespace
}  // namespace posegrad::test
