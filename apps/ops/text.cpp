#include "apps/ops/text.h"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

#include "apps/op_file_table.h"
#include "apps/options/help.h"
#include "tensor/contract.h"

namespace posegrad::apps {
namespace {

constexpr std::size_t kRoundingsColumn = 29, kFormulaColumn = 57, kValueColumn = 16;

bool is_exact(const OpInfo& op) { return op.roundings == "0"; }

std::string roundings_text(const OpInfo& op) {
  return is_exact(op) ? "none, exact" : std::string(op.roundings);
}

/// `left`, then the text from `column` on, in lines.
std::string hanging(const std::string& left, std::string_view text, std::size_t column) {
  return left + wrapped(text, column).substr(left.size());
}

std::string row(const char* title, std::string_view text) {
  return hanging(fmt::format("  {}", title), text, kValueColumn);
}

std::string cell(std::string_view text) {
  std::string escaped;
  for (const char c : text) escaped += c == '|' ? std::string("\\|") : std::string(1, c);
  return "`" + escaped + "`";
}

std::string links(const std::vector<std::string_view>& paths) {
  std::vector<std::string> list;
  for (const std::string_view path : paths) list.push_back(fmt::format("[{}](../{})", path, path));
  return fmt::format("{}", fmt::join(list, ", "));
}

std::vector<std::string_view> all_files(const OpInfo& op) {
  const OpFiles files = files_of(op);
  std::vector<std::string_view> all{files.header};
  all.insert(all.end(), files.sources.begin(), files.sources.end());
  all.push_back(files.reference);
  all.insert(all.end(), files.autograd.begin(), files.autograd.end());
  all.insert(all.end(), files.tests.begin(), files.tests.end());
  return all;
}

constexpr std::string_view kMarkdownTop = R"(# The ops

Written by `posegrad ops --markdown`; a test compares the two. Renew it with `build/release/posegrad ops --markdown > docs/ops.md`.

Each op's contract is data in its header (`tensor/op.h`), and its tests hold every kernel to it, on every case: the shapes fit, FLOPs
and bytes are what the expressions say, and every element is inside of the promised error.

- **Shapes**: `N` is the size of an axis, the same wherever it stands; `E...` any number of axes, in expressions the product of their
  sizes; `~E...` axes that broadcasting repeats to `E...`; `?` may be left empty; `i64` holds integers, `u8` bytes, `f32`
  floats, the others the op's numbers (`tensor/contract.h`).
- **Promised error**: |kernel - reference| is at most so many roundings times u times the magnitude, which is that of the terms that
  the element is made of; u is the unit roundoff of the tensor's type (2^-24 for float), u64 = 2^-53 that of double, in which sums are
  formed. [numerics.md](numerics.md) derives them.
- **FLOPs** are those of the formula: one for each addition, multiplication, division, comparison and root; what is done once per
  channel is left out where there are many rows.
- **Bytes** are what has to move at least: every number that is needed is read once, every result written once. `size` is the bytes of a
  number, size(x) of one of x where they differ, has(x) 1 where x is not empty, else 0, numel(x) its number of elements.

| op | promised roundings | FLOPs | formula |
|---|---|---|---|
)";

}  // namespace

OpFiles files_of(const OpInfo& op) {
  const std::string own_source = "/" + std::string(op.file_stem()) + ".cpp";
  OpFiles files;
  for (const OpFile& file : kOpFiles) {
    if (file.key != op.file_stem() && file.key != op.name) continue;
    if (file.path.starts_with("autograd/")) {
      if (std::ranges::find(files.autograd, file.path) == files.autograd.end())
        files.autograd.push_back(file.path);
    } else if (file.path.starts_with("tests/")) {
      files.tests.push_back(file.path);
    } else if (file.path.ends_with(".h")) {
      files.header = file.path;
    } else if (file.path.ends_with(own_source)) {
      files.reference = file.path;
    } else {
      files.sources.push_back(file.path);
    }
  }
  return files;
}

std::string ops_table_text(const Ops& ops) {
  std::string text = fmt::format("{:{}}{:{}}formula\n", "op", kRoundingsColumn,
                                 "promised roundings", kFormulaColumn - kRoundingsColumn);
  for (const OpInfo* op : ops)
    text += hanging(fmt::format("{:{}}{}", op->name, kRoundingsColumn, roundings_text(*op)),
                    op->formula, kFormulaColumn);
  return text + "\n" +
         wrapped(
             "A kernel differs from its formula by at most so many roundings u of the magnitude "
             "of its terms, u = 2^-24 for float. posegrad ops NAME says all about an op.",
             0);
}

std::string op_text(const OpInfo& op) {
  const OpFiles files = files_of(op);
  std::string text = fmt::format("{}\n", op.name);
  text += row("formula", op.formula);
  text += row("shapes", op.shapes);
  text += row("gradient", op.gradient);
  text += row("roundings", roundings_text(op));
  if (!is_exact(op)) text += row("relative to", op.magnitude);
  text += row("FLOPs", op.flops);
  text += row("bytes", bytes_expression(op));
  text += row("kernel", files.header);
  for (const std::string_view source : files.sources) text += row("", source);
  text += row("reference", files.reference);
  if (!files.autograd.empty())
    text += row("autograd", fmt::format("{}", fmt::join(files.autograd, " ")));
  return text + row("test", fmt::format("{}", fmt::join(files.tests, " ")));
}

std::string ops_markdown(const Ops& ops) {
  std::string text(kMarkdownTop);
  for (const OpInfo* op : ops)
    text += fmt::format("| [{}](#{}) | {} | {} | {} |\n", op->name, op->name,
                        is_exact(*op) ? "none, exact" : cell(op->roundings), cell(op->flops),
                        cell(op->formula));
  for (const OpInfo* op : ops) {
    text += fmt::format("\n## {}\n\n    {}\n\n", op->name, op->formula);
    text += fmt::format("- shapes: `{}`\n- gradient: {}\n", op->shapes, op->gradient);
    text += is_exact(*op) ? "- promised roundings: none, the result is exact\n"
                          : fmt::format("- promised roundings: `{}`, relative to `{}`\n",
                                        op->roundings, op->magnitude);
    text += fmt::format("- FLOPs: `{}`\n- bytes: `{}`\n- files: {}\n", op->flops,
                        bytes_expression(*op), links(all_files(*op)));
  }
  return text;
}

nlohmann::json ops_json(const Ops& ops) {
  nlohmann::json list = nlohmann::json::array();
  for (const OpInfo* op : ops) {
    const OpFiles files = files_of(*op);
    list.push_back({{"name", op->name},
                    {"formula", op->formula},
                    {"shapes", op->shapes},
                    {"gradient", op->gradient},
                    {"roundings", op->roundings},
                    {"magnitude", op->magnitude},
                    {"flops", op->flops},
                    {"bytes", bytes_expression(*op)},
                    {"files",
                     {{"header", files.header},
                      {"sources", files.sources},
                      {"reference", files.reference},
                      {"autograd", files.autograd},
                      {"tests", files.tests}}}});
  }
  return list;
}

}  // namespace posegrad::apps
