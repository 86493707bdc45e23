#include <boost/test/unit_test.hpp>

#include "tests/support/run_checks.h"
#include "tests/support/tiny_dataset.h"

namespace posegrad::apps {
namespace {

using test::check_fails;
using test::check_succeeds;
using test::TinyRun;
using Names = std::vector<std::string>;

// No end of the training: its log is not worth that.
const std::string kGoesOn = "; the training goes on without\nposegrad run: ";

/// Runs where no file can grow beyond that: what a full disk does, for everybody and without a
/// disk.
test::ProgramResult run_with_file_limit(const TinyRun& run, int kilobytes,
                                        const std::string& arguments) {
  return test::run_program(
      {"bash", "-c", "ulimit -f " + std::to_string(kilobytes) + "; " + run.shell_line(arguments)});
}

BOOST_AUTO_TEST_SUITE(run_full_disk)

BOOST_AUTO_TEST_CASE(a_folder_that_cannot_be_written_to_is_told_before_training) {
  const TinyRun run;
  run.write("file", "precious");
  for (const std::string folder : {"file", "file/below"}) {
    const auto result = run("-c " + folder);
    check_fails(result, "cannot make the checkpoint folder " + folder + ": Not a directory");
    BOOST_TEST(test::lines_with(result.out, "[").empty());
  }
  BOOST_TEST(run.bytes("file") == "precious");
  const auto no_device = run("-c /proc/posegrad");
  BOOST_TEST(no_device.exit_code == 1);
  BOOST_TEST(no_device.err.starts_with(
      "posegrad run: cannot make the checkpoint folder /proc/posegrad: "));
}

BOOST_AUTO_TEST_CASE(a_log_that_cannot_be_written_is_told) {
  const TinyRun run;
  check_fails(run("--log nowhere/log"),
              "nowhere/log: cannot be opened for writing: No such file or directory");
  const std::string full = "/dev/full: cannot be written: No space left on device";
  check_fails(run("--log /dev/full"), full + kGoesOn + full);
  BOOST_TEST(run.has("checkpoint/epoch_4.bin"));
  check_fails(run("", {.stdout_path = "/dev/full"}),
              "standard output: cannot be written: No space left on device");
}

BOOST_AUTO_TEST_CASE(a_full_disk_leaves_the_last_checkpoint_whole) {
  const TinyRun run;
  check_succeeds(run("-e 2 --checkpoint-frequency 1"));
  const std::string first = run.bytes("checkpoint/epoch_1.bin");
  const std::string second = run.bytes("checkpoint/epoch_2.bin");
  const auto full = run_with_file_limit(run, 8, "-e 3 --checkpoint-frequency 1 -r epoch_1.bin");
  check_fails(full, "cannot write checkpoint/epoch_2.bin: File too large");
  const Names left{"epoch_1.bin", "epoch_2.bin"};
  BOOST_TEST(run.checkpoints() == left, boost::test_tools::per_element());
  BOOST_TEST((run.bytes("checkpoint/epoch_1.bin") == first));
  BOOST_TEST((run.bytes("checkpoint/epoch_2.bin") == second));
  check_succeeds(run("-e 3 -r epoch_2.bin"));
}

BOOST_AUTO_TEST_CASE(a_full_disk_is_told_for_the_log_and_for_exports) {
  const TinyRun run;
  check_fails(run_with_file_limit(run, 8, "-e 1 --log log.jsonl"),
              "log.jsonl: cannot be written: File too large" + kGoesOn +
                  "cannot write checkpoint/epoch_1.bin: File too large");
  check_succeeds(run("-e 1"));
  check_fails(run_with_file_limit(run, 4,
                                  "--evaluate epoch_1.bin --render --viz-subject S9 "
                                  "--viz-action 'Walking 1' --viz-export out.npy"),
              "cannot write out.npy: File too large");
  BOOST_TEST(!run.has("out.npy"));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace posegrad::apps
