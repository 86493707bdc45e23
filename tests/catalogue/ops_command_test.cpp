#include <filesystem>

#include <boost/test/unit_test.hpp>
#include <nlohmann/json.hpp>

#include "tensor/op.h"
#include "tests/support/run_program.h"
#include "tests/support/temporary_folder.h"

namespace posegrad::test {
namespace {

const std::string kSource = POSEGRAD_SOURCE_DIR "/";

BOOST_AUTO_TEST_SUITE(ops_command)

BOOST_AUTO_TEST_CASE(the_page_is_current) {
  const auto result = run_posegrad({"ops", "--markdown"});
  BOOST_TEST(result.exit_code == 0);
  const bool same = result.out == read_text(kSource + "docs/ops.md");
  BOOST_TEST(same, "docs/ops.md is out of date: posegrad ops --markdown > docs/ops.md renews it");
}

BOOST_AUTO_TEST_CASE(the_table_has_every_op_and_keeps_to_100_columns) {
  const auto result = run_posegrad({"ops"});
  BOOST_TEST(result.exit_code == 0);
  BOOST_TEST(result.err == "");
  for (const OpInfo* op : catalogue())
    BOOST_TEST(result.out.find("\n" + std::string(op->name) + " ") != std::string::npos, op->name);
  std::istringstream lines(result.out);
  for (std::string line; std::getline(lines, line);) BOOST_TEST(line.size() <= 100U, line);
}

BOOST_AUTO_TEST_CASE(an_op_is_shown_whole) {
  const auto result = run_posegrad({"ops", "conv1d", "relu"});
  BOOST_TEST(result.exit_code == 0);
  BOOST_TEST(result.out ==
             "conv1d\n"
             "  formula       y[n,t,o] = sum_{k,i} w[o,k,i] x[n, t*stride + k*dilation, i]\n"
             "  shapes        x (N, L, C_in), w (C_out, K, C_in) -> y (N, L_out, C_out)\n"
             "  gradient      dx: conv1d_grad_x(dy, w); dw: conv1d_grad_w(dy, x)\n"
             "  roundings     K*C_in + 2\n"
             "  relative to   sum_{k,i} |w x|\n"
             "  FLOPs         2*N*L_out*C_out*K*C_in\n"
             "  bytes         size*(N*L*C_in + C_out*K*C_in + N*L_out*C_out)\n"
             "  kernel        tensor/kernels/conv1d.h\n"
             "                tensor/kernels/conv1d_cpu.cpp\n"
             "                tensor/kernels/conv1d_cuda.cu\n"
             "  reference     tensor/kernels/conv1d.cpp\n"
             "  autograd      autograd/ops/conv1d.cpp\n"
             "  test          tests/ops/conv1d_test.cpp\n"
             "\n"
             "relu\n"
             "  formula       y[e] = max(x[e], 0)\n"
             "  shapes        x (E...) -> y (E...)\n"
             "  gradient      dx: relu_grad(dy, y)\n"
             "  roundings     none, exact\n"
             "  FLOPs         E\n"
             "  bytes         2*size*E\n"
             "  kernel        tensor/kernels/pointwise.h\n"
             "                tensor/kernels/pointwise_cpu.cpp\n"
             "                tensor/kernels/pointwise_cuda.cu\n"
             "  reference     tensor/kernels/pointwise.cpp\n"
             "  autograd      autograd/ops/pointwise.cpp\n"
             "  test          tests/ops/pointwise_test.cpp tests/ops/arithmetic_test.cpp "
             "tests/ops/bf16_test.cpp\n"
             "                tests/ops/cast_test.cpp\n");
}

BOOST_AUTO_TEST_CASE(the_files_of_every_op_exist) {
  const TemporaryFolder folder;
  const std::string file = folder / "ops.json";
  BOOST_TEST(run_posegrad({"ops", "--json", file}).exit_code == 0);
  const auto ops = nlohmann::json::parse(read_text(file)).at("ops");
  BOOST_TEST(ops.size() == catalogue().size());
  for (const auto& op : ops) BOOST_TEST_CONTEXT(op.at("name")) {
      const auto& files = op.at("files");
      std::vector<std::string> paths{files.at("header"), files.at("reference")};
      for (const char* kind : {"sources", "autograd", "tests"})
        for (const auto& path : files.at(kind)) paths.push_back(path);
      for (const std::string& path : paths)
        BOOST_TEST(std::filesystem::exists(kSource + path), path);
      BOOST_TEST(files.at("sources").size() >= 1U);
      BOOST_TEST(files.at("tests").size() >= 1U);
      const bool differentiable = !op.at("gradient").get<std::string>().starts_with("none: ");
      if (differentiable) BOOST_TEST(files.at("autograd").size() == 1U);
    }
}

BOOST_AUTO_TEST_CASE(wrong_usage_is_told) {
  const auto check = [](std::vector<std::string> arguments, const std::string& message) {
    arguments.insert(arguments.begin(), "ops");
    const auto result = run_posegrad(arguments);
    BOOST_TEST(result.exit_code == 2);
    BOOST_TEST(result.err == "posegrad ops: " + message + " (see posegrad ops --help)\n");
  };
  check({"conv1"}, "unknown op 'conv1'; did you mean 'conv1d'?");
  check({"--markdown", "relu"},
        "--markdown: found the op 'relu', expected none: it prints all of them");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace posegrad::test
