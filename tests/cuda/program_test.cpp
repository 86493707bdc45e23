// The program itself with --device cuda.
#include <sstream>

#include <boost/test/unit_test.hpp>
#include <nlohmann/json.hpp>

#include "pose/data/pose_files.h"
#include "pose/formats/npy.h"
#include "tests/cuda/close.h"
#include "tests/support/run_program.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/tiny_dataset.h"
#include "tests/views/figure.h"

using namespace posegrad;
using namespace posegrad::test;

BOOST_AUTO_TEST_SUITE(program_on_a_gpu)

BOOST_AUTO_TEST_CASE(it_trains_and_evaluates) {
  const TinyRun run;
  const ProgramResult cpu = run("-c cpu --device cpu"),
                      gpu = run("-c gpu --device cuda --precision fp32"),
                      again = run("-c again --device cuda --precision fp32");
  BOOST_TEST(cpu.exit_code == 0);
  BOOST_TEST_REQUIRE(gpu.exit_code == 0, gpu.err);
  BOOST_TEST(gpu.out.find("INFO: Working on ") != std::string::npos);
  BOOST_TEST(run.bytes("gpu/history.csv").size() > 20U);
  BOOST_TEST(run.names("gpu") == run.names("cpu"), boost::test_tools::per_element());
  for (const std::string& name : run.names("gpu"))
    if (name.ends_with(".bin")) BOOST_TEST(run.bytes("gpu/" + name) == run.bytes("again/" + name));
}

// Every element of every kernel call of a training and its evaluation, in all precisions.
BOOST_AUTO_TEST_CASE(its_audit_holds) {
  for (const std::string precision : {"fp32", "tf32", "bf16"}) BOOST_TEST_CONTEXT(precision) {
      const TinyRun run;
      const ProgramResult audit = run.posegrad(
          {"audit", "--elements", "all",      "run",  "-k",          "tiny",   "-str", "S1",
           "-ste",  "S9",         "-arc",     "3,3",  "-ch",         "8",      "-b",   "32",
           "-e",    "1",          "--device", "cuda", "--precision", precision});
      BOOST_TEST(audit.exit_code == 0, audit.err);
      BOOST_TEST(
          audit.out.find("Every checked element is inside its promised bound") != std::string::npos,
          audit.out);
    }
}

BOOST_AUTO_TEST_CASE(it_measures) {
  const TemporaryFolder folder;
  const std::string file = folder / "figures.json";
  const ProgramResult bench = run_posegrad({"bench", "--device", "cuda", "-ch", "8", "-b", "12",
                                            "--frames", "20", "--repeats", "1", "--json", file});
  BOOST_TEST(bench.exit_code == 0, bench.err);
  for (const char* part : {"cuBLAS, a product of", "samples/s", "frames/s", "one training step"})
    BOOST_TEST(bench.out.find(part) != std::string::npos, part);
  const auto figures = nlohmann::json::parse(read_text(file));
  BOOST_TEST(figures["copy_gigabytes_per_second"].get<double>() > 0);
  for (const std::size_t work : {0U, 1U}) {
    const auto& row = figures["results"][work];
    const auto of = [&](const char* key) { return row[key].get<double>(); };
    // All operations by the definition are products; evaluation does some rows too many.
    const double products = row["limit"]["product_seconds"].get<double>() *
                            figures["sgemm_gflops_per_second"].get<double>(),
                 definition = of("gflops_per_second") * of("seconds");
    BOOST_TEST(products >= definition * (1 - 1e-9));
    if (work == 0) BOOST_TEST(products == definition, boost::test_tools::tolerance(1e-9));
    BOOST_TEST(row["limit"]["memory_seconds"].get<double>() > 0);
    BOOST_TEST(of("share_of_limit") > 0);
    BOOST_TEST(of("peak_gpu_megabytes") > 0);
  }
}

BOOST_AUTO_TEST_CASE(it_makes_the_poses_of_the_cpu) {
  const TinyRun run;
  pose::write_keypoints_2d(run.path("data/data_2d_h36m_coco.npz"), TinyDataset::coco());
  BOOST_TEST_REQUIRE(run("-k coco --trajectory -e 1 --no-eval --device cpu").exit_code == 0);
  const auto poses = [&](const std::string& device) {
    const std::string file = "poses_" + device + ".npy";
    const ProgramResult wild = run.posegrad(
        {"wild", "data/data_2d_h36m_coco.npz", "--subject", "S9", "--action", "Walking 1", "--size",
         "1000x1002", "--fps", "50", "--checkpoint", "checkpoint/epoch_1.bin", "--device", device,
         "--precision", "fp32", "-o", file});
    BOOST_TEST_REQUIRE(wild.exit_code == 0, wild.err);
    return to_tensor(pose::formats::load_npy(run.path(file)).as_array(), DType::f32);
  };
  check_close(poses("cuda"), poses("cpu"), kFp32);
}

// The host makes the views while the GPU works.
BOOST_AUTO_TEST_CASE(it_trains_on_endless_views_and_lifts_a_person) {
  const TinyRun run;
  pose::write_positions_3d(run.path("data/data_3d_mocap_tiny.npz"), figure_positions(60));
  const std::string train =
      "-d mocap_tiny -k views -str A -ste B --samples-per-epoch 96 --views 40 -e 2 -drop 0 "
      "--checkpoint-frequency 2 ";
  const auto losses = [&](const std::string& name, const std::string& device) {
    const ProgramResult result = run(train + "-c " + name + " --log " + name + ".jsonl " + device);
    BOOST_TEST_REQUIRE(result.exit_code == 0, result.err);
    std::vector<double> found;
    std::istringstream lines(read_text(run.path(name + ".jsonl")));
    for (std::string line; std::getline(lines, line);) {
      const auto entry = nlohmann::json::parse(line);
      if (entry.contains("loss_mm")) found.push_back(entry["loss_mm"].get<double>());
    }
    return found;
  };
  const std::vector<double> cpu = losses("cpu", "--device cpu"),
                            gpu = losses("gpu", "--device cuda --precision fp32"),
                            again = losses("again", "--device cuda --precision fp32");
  BOOST_TEST_REQUIRE(cpu.size() > 5U);
  BOOST_TEST_REQUIRE(cpu.size() == gpu.size());
  // Adam's first steps are as large for a gradient that is a rounding as for any other.
  for (std::size_t i = 0; i < cpu.size(); ++i)
    BOOST_TEST(gpu[i] == cpu[i], boost::test_tools::tolerance(i == 0 ? 1e-6 : 1e-3));
  BOOST_TEST(gpu == again, boost::test_tools::per_element());
  BOOST_TEST(run.bytes("gpu/epoch_2.bin") == run.bytes("again/epoch_2.bin"));

  pose::write_keypoints_2d(run.path("data/data_2d_h36m_coco.npz"), TinyDataset::coco());
  const auto poses = [&](const std::string& device) {
    const std::string file = "person_" + device + ".npy";
    const ProgramResult wild =
        run.posegrad({"wild", "data/data_2d_h36m_coco.npz", "--subject", "S9", "--action",
                      "Walking 1", "--size", "1000x1002", "--fps", "50", "--checkpoint",
                      "cpu/epoch_2.bin", "--device", device, "--precision", "fp32", "-o", file});
    BOOST_TEST_REQUIRE(wild.exit_code == 0, wild.err);
    return to_tensor(pose::formats::load_npy(run.path(file)).as_array(), DType::f32);
  };
  check_close(poses("cuda"), poses("cpu"), kFp32);
}

BOOST_AUTO_TEST_SUITE_END()
