#include <cctype>
#include <filesystem>
#include <map>
#include <optional>
#include <set>

#include <boost/test/unit_test.hpp>
#include <fmt/format.h>

#include "apps/commands.h"
#include "apps/ops/text.h"
#include "tensor/contract.h"
#include "tensor/op.h"
#include "tests/support/temporary_folder.h"

namespace posegrad::test {
namespace {

namespace fs = std::filesystem;

const std::string kSource = POSEGRAD_SOURCE_DIR "/";

// An op is in the catalogue where it is linked: these commands bring all of them.
[[maybe_unused]] int (*volatile const kCommands[])(std::span<const std::string>) = {&apps::run,
                                                                                    &apps::detect};

// Files that may hold an op's contract: headers that stand beside the kernel.
std::vector<std::string> headers_of_kernels() {
  std::vector<std::string> headers;
  for (const char* root : {"tensor/kernels", "pose"})
    for (const auto& entry : fs::recursive_directory_iterator(kSource + root))
      if (entry.path().extension() == ".h") headers.push_back(entry.path().string());
  return headers;
}

std::set<std::string> op_names() {
  std::set<std::string> names;
  for (const OpInfo* op : catalogue()) names.emplace(op->name);
  return names;
}

// Every name of the contract with the size 2.
double with_some_sizes(const OpInfo& op, std::string_view expression) {
  std::map<std::string, double, std::less<>> sizes{{"size", 4}, {"u", 0x1p-24}, {"u64", 0x1p-53}};
  const Contract contract = parse_contract(op.shapes);
  for (const std::string_view name : contract.names) sizes.emplace(name, 2);
  for (const TensorNotation& tensor : contract.tensors) {
    sizes[fmt::format("has({})", tensor.name)] = 1;
    sizes[fmt::format("numel({})", tensor.name)] = 8;
    sizes[fmt::format("size({})", tensor.name)] = 4;
  }
  return evaluate(expression, [&](std::string_view name) -> std::optional<double> {
    const auto size = sizes.find(name);
    if (size == sizes.end()) return std::nullopt;
    return size->second;
  });
}

/// "none: why", or "dx: text; da, db: text" where x, a, b are inputs. In a text, what stands before
/// a '(' is an op.
void check_gradient_text(const OpInfo& op) {
  const std::string text(op.gradient);
  if (text.starts_with("none: ")) return;
  const Contract contract = parse_contract(op.shapes);
  std::set<std::string> inputs;
  for (const TensorNotation& input : contract.input_list()) inputs.emplace(input.name);
  const std::set<std::string> ops = op_names();
  const auto first = text.substr(0, text.find(':'));
  BOOST_TEST(first.starts_with("d"), text);
  std::set<std::string> described;
  for (const std::string& input : inputs) try {
      part_for(text, "d" + input);
      described.insert(input);
    } catch (const ValueError&) {  // a constant for the gradient, like positions
    }
  BOOST_TEST(!described.empty(), text);
  for (std::size_t open = text.find('('); open != std::string::npos;
       open = text.find('(', open + 1)) {
    std::size_t begin = open;
    while (begin > 0 && (std::isalnum(static_cast<unsigned char>(text[begin - 1])) != 0 ||
                         text[begin - 1] == '_'))
      --begin;
    if (begin < open)
      BOOST_TEST(ops.contains(text.substr(begin, open - begin)),
                 text << ": '" << text.substr(begin, open - begin) << "' is no op");
  }
}

BOOST_AUTO_TEST_SUITE(op_contracts)

BOOST_AUTO_TEST_CASE(every_op_of_the_sources_is_in_the_catalogue_once) {
  std::size_t in_sources = 0;
  for (const std::string& header : headers_of_kernels()) {
    const std::string text = read_text(header);
    for (std::size_t at = text.find("OpInfo info{"); at != std::string::npos;
         at = text.find("OpInfo info{", at + 1))
      ++in_sources;
  }
  BOOST_TEST(catalogue().size() == in_sources);
  BOOST_TEST(op_names().size() == in_sources);
}

BOOST_AUTO_TEST_CASE(every_field_is_there) {
  for (const OpInfo* op : catalogue()) BOOST_TEST_CONTEXT(op->name) {
      for (const auto field : {&OpInfo::name, &OpInfo::formula, &OpInfo::shapes, &OpInfo::gradient,
                               &OpInfo::roundings, &OpInfo::magnitude, &OpInfo::flops})
        BOOST_TEST(!(op->*field).empty());
      const std::string header(apps::files_of(*op).header);
      BOOST_REQUIRE(header.ends_with(std::string(op->file_stem()) + ".h"));
      const std::string stem = kSource + header.substr(0, header.size() - 2);
      for (const char* end : {".h", ".cpp", "_cpu.cpp"})
        BOOST_TEST(fs::exists(stem + end), op->file_stem() << end);
    }
}

BOOST_AUTO_TEST_CASE(every_expression_can_be_evaluated) {
  for (const OpInfo* op : catalogue()) BOOST_TEST_CONTEXT(op->name) {
      BOOST_TEST(with_some_sizes(*op, op->flops) >= 0);
      BOOST_TEST(with_some_sizes(*op, bytes_expression(*op)) > 0);
      bool exact = true;
      for (const TensorNotation& output : parse_contract(op->shapes).output_list())
        exact = exact && with_some_sizes(*op, part_for(op->roundings, output.name)) == 0;
      BOOST_TEST(exact == (op->roundings == "0"));
      BOOST_TEST(exact == (op->magnitude == "none: exact"));
    }
}

BOOST_AUTO_TEST_CASE(gradients_name_inputs_and_ops) {
  for (const OpInfo* op : catalogue()) BOOST_TEST_CONTEXT(op->name) check_gradient_text(*op);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace posegrad::test
