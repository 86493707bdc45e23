#include <boost/test/unit_test.hpp>

#include "pose/data/pose_files.h"
#include "pose/wild/doubt/pose_statistics.h"
#include "tests/doubt/body.h"
#include "tests/support/run_checks.h"
#include "tests/support/temporary_folder.h"

namespace posegrad::apps {
namespace {

struct Work {
  test::TemporaryFolder folder;
  Work() { pose::write_positions_3d(folder / "data.npz", test::data_set({30, 30})); }
  test::ProgramResult run(std::vector<std::string> line) const {
    line.insert(line.begin(), {"prepare", "pose-statistics"});
    return test::run_posegrad(line, {.working_directory = folder.path()});
  }
};

void check_refused(const test::ProgramResult& result, const std::string& message, int code) {
  BOOST_TEST(result.exit_code == code);
  BOOST_TEST(result.err == "posegrad prepare: " + message + "\n");
}

BOOST_AUTO_TEST_SUITE(prepare_pose_statistics)

BOOST_AUTO_TEST_CASE(it_writes_what_wild_reads) {
  const Work work;
  const auto result = work.run({"data.npz", "-o", "walk.statistics.npz"});
  test::check_succeeds(result);
  BOOST_TEST(
      result.out.starts_with("Wrote walk.statistics.npz: 99 % of held-out poses are within "));
  const auto read = pose::read_pose_statistics(work.folder / "walk.statistics.npz");
  BOOST_TEST(read.limit() == pose::learn_pose_statistics(test::data_set({30, 30})).limit());
}

BOOST_AUTO_TEST_CASE(bad_input_is_one_line) {
  const Work work;
  check_refused(work.run({"none.npz", "-o", "a.npz"}),
                "cannot open none.npz: No such file or directory", 1);
  pose::write_positions_3d(work.folder / "one.npz", test::data_set({30}));
  check_refused(work.run({"one.npz", "-o", "a.npz"}),
                "one.npz: poses of two subjects or recordings are wanted, to compare; found 1", 1);
  const std::string help = " (see posegrad prepare --help)";
  check_refused(work.run({"-o", "a.npz"}), "found 0 inputs, expected one file of 3D poses" + help,
                2);
  check_refused(work.run({"data.npz"}), "-o/--output: found nothing, expected a file" + help, 2);
  const auto same = work.run({"data.npz", "-o", "data.npz"});
  BOOST_TEST(same.exit_code == 2);
  BOOST_TEST(same.err.find("expected another file than that of DATA") != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace posegrad::apps
