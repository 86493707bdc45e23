#include <boost/test/unit_test.hpp>
#include <fmt/ranges.h>

#include "tests/architecture/source_rules.h"
#include "tests/support/temporary_folder.h"

namespace posegrad::test {
namespace {

using Lines = std::vector<std::string>;

void check_equal(const Lines& found, const Lines& wanted) {
  BOOST_TEST_CONTEXT(fmt::format("found: {}", fmt::join(found, "; ")))
  BOOST_TEST(found == wanted, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_SUITE(architecture)

BOOST_AUTO_TEST_CASE(includes_point_to_the_right) {
  check_equal(left_arrows(POSEGRAD_SOURCE_DIR), {});
}
BOOST_AUTO_TEST_CASE(pose_keeps_its_floors) {
  check_equal(floor_breaches(POSEGRAD_SOURCE_DIR), {});
}
BOOST_AUTO_TEST_CASE(files_are_short) { check_equal(long_files(POSEGRAD_SOURCE_DIR, 500), {}); }
BOOST_AUTO_TEST_CASE(kernels_are_complete) {
  check_equal(incomplete_kernels(POSEGRAD_SOURCE_DIR), {});
}

BOOST_AUTO_TEST_CASE(types_have_names_of_their_own) {
  check_equal(types_defined_twice(POSEGRAD_SOURCE_DIR), {});
}

BOOST_AUTO_TEST_CASE(a_left_arrow_is_found) {
  const TemporaryFolder root;
  write_text(root / "tensor/a.cpp",
             "#include <vector>\n#include \"tensor/b.h\"\n  #  include \"pose/c.h\"\n");
  write_text(root / "pose/data/c.h",
             "#include \"tensor/b.h\"\n#include \"nn/d.h\"\n#include \"apps/e.h\"\n");
  write_text(root / "nn/d.cpp", "#include \"d.h\"\n#include \"tests/support/x.h\"\n");
  write_text(root / "tests/nn/d_test.cpp",
             "#include \"apps/e.h\"\n#include \"tests/support/x.h\"\n");
  check_equal(left_arrows(root.path()),
              {
                  "nn/d.cpp includes \"d.h\", which does not start at the root",
                  "nn/d.cpp includes \"tests/support/x.h\": only tests and bench may",
                  "pose/data/c.h includes \"apps/e.h\": pose must not know apps",
                  "tensor/a.cpp includes \"pose/c.h\": tensor must not know pose",
              });
}

BOOST_AUTO_TEST_CASE(an_include_against_the_floors_is_found) {
  const TemporaryFolder root;
  write_text(root / "pose/data/a.cpp",
             "#include \"pose/data/synth/b.h\"\n#include \"pose/geometry/c.h\"\n"
             "#include \"pose/model/checkpoint/d.h\"\n#include \"tensor/e.h\"\n");
  write_text(root / "pose/formats/f.h", "#include \"pose/data/g.h\"\n");
  write_text(root / "pose/loose.h", "#include \"pose/data/g.h\"\n");
  write_text(root / "pose/inspect/h.cpp",
             "#include \"pose/library/i.h\"\n#include \"pose/loose.h\"\n");
  write_text(root / "pose/wild/doubt/j.cpp",
             "#include \"pose/evaluation/k.h\"\n#include \"pose/training/l.h\"\n");
  write_text(root / "pose/zoo/m.cpp", "#include \"pose/inspect/n.h\"\n");
  write_text(root / "apps/o.cpp", "#include \"pose/data/g.h\"\n");
  check_equal(
      floor_breaches(root.path()),
      {
          "pose/data/a.cpp includes \"pose/model/checkpoint/d.h\": data must not know model",
          "pose/formats/f.h includes \"pose/data/g.h\": formats must not know data",
          "pose/inspect/h.cpp includes \"pose/loose.h\", which lies on no floor of pose",
          "pose/wild/doubt/j.cpp includes \"pose/training/l.h\": wild must not know training",
          "pose/loose.h lies on no floor of pose",
          "pose/zoo/m.cpp lies on no floor of pose",
      });
}

BOOST_AUTO_TEST_CASE(a_long_file_is_found) {
  const TemporaryFolder root;
  write_text(root / "nn/short.cpp", "1\n2\n3\n");
  write_text(root / "nn/long.cpp", "1\n2\n3\n4\n");
  write_text(root / "tests/golden/table.json", "1\n2\n3\n4\n");
  check_equal(long_files(root.path(), 3), {"nn/long.cpp has 4 lines, at most 3 are allowed"});
}

BOOST_AUTO_TEST_CASE(an_incomplete_kernel_is_found) {
  const TemporaryFolder root;
  write_text(root / "tensor/kernels/whole.h", "static constexpr OpInfo info;\n");
  write_text(root / "tensor/kernels/whole_cpu.cpp", "");
  write_text(root / "tensor/kernels/whole.cpp", "");
  write_text(root / "tensor/kernels/help.h", "");
  write_text(root / "tensor/kernels/bare.h", "static constexpr OpInfo info;\n");
  write_text(root / "tensor/kernels/lone_cpu.cpp", "");
  check_equal(incomplete_kernels(root.path()),
              {"tensor/kernels/bare.cpp is missing", "tensor/kernels/bare_cpu.cpp is missing",
               "tensor/kernels/lone.h is missing", "tensor/kernels/lone.cpp is missing"});
}

BOOST_AUTO_TEST_CASE(a_type_defined_twice_is_found) {
  const TemporaryFolder root;
  write_text(root / "nn/a.h",
             "namespace posegrad::nn {\nstruct Layer;\nstruct Layer {\n  struct Inner {};\n};\n"
             "}  // namespace posegrad::nn\n");
  write_text(root / "nn/b.h",
             "namespace posegrad::nn {\nclass Layer final : public Base {\n};\n"
             "template <>\nstruct Trait<int> {\n};\nstruct Layer::More {\n};\n"
             "}  // namespace posegrad::nn\n");
  write_text(root / "nn/c.cpp",
             "namespace posegrad::nn {\nnamespace {\nstruct Layer {\n};\n}  // namespace\n"
             "struct Inner {\n};\n}  // namespace posegrad::nn\n");
  write_text(root / "nn/d.h",
             "namespace posegrad {\nstruct Layer {\n};\nnamespace nn {\nenum class Layer {\n};\n"
             "}  // namespace nn\n}  // namespace posegrad\n");
  check_equal(types_defined_twice(root.path()),
              {"nn/b.h defines posegrad::nn::Layer, as nn/a.h does",
               "nn/d.h defines posegrad::nn::Layer, as nn/a.h does"});
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace posegrad::test
