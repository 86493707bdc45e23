#include <algorithm>

#include <boost/test/unit_test.hpp>
#include <fmt/format.h>

#include "pose/model/checkpoint/checkpoint.h"
#include "tests/support/notation.h"
#include "tests/support/run_checks.h"
#include "tests/support/tiny_dataset.h"

namespace posegrad::apps {
namespace {

using test::check_succeeds;
using test::ProgramResult;
using test::TinyRun;

const TinyRun& trained() {
  static const TinyRun run;
  if (!run.has("checkpoint")) check_succeeds(run("-e 1 --no-eval"));
  return run;
}

ProgramResult convert(std::vector<std::string> arguments) {
  arguments.insert(arguments.begin(), "convert");
  return trained().posegrad(arguments);
}

void check_refused(const ProgramResult& result, const std::string& message, int code) {
  BOOST_TEST(result.exit_code == code);
  BOOST_TEST(result.err == "posegrad convert: " + message +
                               (code == 2 ? " (see posegrad convert --help)\n" : "\n"));
  BOOST_TEST(!trained().has("refused.bin"));
}

std::string averages(const std::string& checkpoint) {
  const auto result = trained()("-c . --evaluate " + checkpoint);
  check_succeeds(result);
  return result.out.substr(result.out.find("Protocol #1"));
}

BOOST_AUTO_TEST_SUITE(convert_command)

BOOST_AUTO_TEST_CASE(weights_are_written_and_named_and_evaluate_alike) {
  const TinyRun& run = trained();
  const auto whole = convert({"checkpoint/epoch_1.bin", "-o", "whole.pt"});
  check_succeeds(whole);
  const std::string bytes = run.bytes("whole.pt");
  BOOST_TEST(whole.out == fmt::format("Wrote whole.pt: {} parameters, {} bytes\nSHA-256 {}\n",
                                      34 * 3 * 8 + 8 * 3 * 8 + 8 * 8 + 6 * 8 + 8 * 51 + 51,
                                      bytes.size(), test::sha256(bytes)));
  const auto half = convert({"--half", "checkpoint/epoch_1.bin", "-o", "half.bin"});
  check_succeeds(half);
  BOOST_TEST(half.out.find(" parameters in half precision, ") != std::string::npos);
  BOOST_TEST(run.bytes("half.bin").size() < bytes.size());
  BOOST_TEST(bytes.size() < run.bytes("checkpoint/epoch_1.bin").size());
  BOOST_TEST(averages("whole.pt") == averages("checkpoint/epoch_1.bin"));
  averages("half.bin");
}

BOOST_AUTO_TEST_CASE(wrong_usage_and_files_are_told) {
  const std::string kFile = "checkpoint/epoch_1.bin";
  check_refused(convert({"-o", "refused.bin"}), "expected one checkpoint, found none", 2);
  check_refused(convert({"a.bin", "b.bin", "-o", "refused.bin"}),
                "expected one checkpoint, found a.bin, b.bin", 2);
  check_refused(convert({kFile}),
                "-o/--output: found none, expected a file to make, such as model.bin", 2);
  check_refused(
      convert({kFile, "-o", "out.tflite"}),
      "-o/--output: found out.tflite, expected a file that ends in .bin, .pt, .pth, .safetensors, "
      ".onnx",
      2);
  check_refused(convert({kFile, "-o", "out.onnx", "--half"}),
                "--half: found out.onnx, whose weights are float32", 2);
  for (const std::string option : {"--causal", "--dense", "--model-layout=coco"})
    check_refused(convert({kFile, "-o", "refused.bin", option}),
                  option.substr(0, option.find('=')) +
                      ": found refused.bin, which does not hold it; expected a file that ends in "
                      ".onnx",
                  2);
  check_refused(convert({kFile, "-o", "refused.onnx", "--causal"}),
                "checkpoint/epoch_1.bin: the model is not causal, but --causal was given; leave it "
                "out",
                1);
  const std::string before = trained().bytes(kFile);
  check_refused(convert({kFile, "-o", "checkpoint/../checkpoint/epoch_1.bin"}),
                "-o/--output: found checkpoint/../checkpoint/epoch_1.bin, expected another file "
                "than that of CHECKPOINT",
                2);
  BOOST_TEST((trained().bytes(kFile) == before));
  check_refused(convert({kFile, "-o", "nowhere/refused.bin"}),
                "cannot write nowhere/refused.bin: there is no folder nowhere", 1);
  check_refused(convert({"gone.bin", "-o", "refused.bin"}),
                "cannot open gone.bin: No such file or directory", 1);
  trained().write("cut.bin", before.substr(0, before.size() / 2));
  const auto cut = convert({"cut.bin", "-o", "refused.bin"});
  BOOST_TEST(cut.exit_code == 1);
  BOOST_TEST(cut.err.starts_with("posegrad convert: cut.bin: "));
  BOOST_TEST(std::ranges::count(cut.err, '\n') == 1);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace posegrad::apps
