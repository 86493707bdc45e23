#include <algorithm>
#include <span>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "apps/commands.h"
#include "apps/console/console.h"
#include "apps/ops/text.h"
#include "apps/options/help.h"
#include "apps/options/nearest.h"
#include "apps/options/parser.h"
#include "apps/usage_error.h"
#include "pose/formats/atomic_file.h"
#include "tensor/error.h"
#include "tensor/op.h"

namespace posegrad::apps {
namespace {

/// What `posegrad ops` can be told.
struct OpsOptions {
  std::vector<std::string> names;  // empty: all of them, in a table
  std::string json;                // empty: none
  bool markdown = false;
  bool help = false;
};

OptionTable ops_table(OpsOptions& o) {
  OptionGroup output{"Output"};
  output.add("--json", &o.json, "FILE", "write the ops there too");
  output.add_flag("--markdown", {&o.markdown}, "print all of them as docs/ops.md is");
  output.add_help(&o.help);
  return {output};
}

OpsOptions parse_ops_options(std::span<const std::string> arguments) {
  OpsOptions options;
  parse_options(ops_table(options), arguments, &options.names);
  if (!options.help && options.markdown && !options.names.empty())
    throw UsageError("--markdown: found the op '" + options.names.front() +
                     "', expected none: it prints all of them");
  return options;
}

Ops chosen(const std::vector<std::string>& names) {
  const Ops all = catalogue();
  if (names.empty()) return all;
  std::vector<std::string> known;
  for (const OpInfo* op : all) known.emplace_back(op->name);
  Ops found;
  for (const std::string& name : names) {
    const auto op = std::ranges::find(all, name, &OpInfo::name);
    if (op == all.end())
      throw UsageError(fmt::format("unknown op '{}'{}", name, did_you_mean(name, known)));
    found.push_back(*op);
  }
  return found;
}

std::string text_of(const Ops& ops, const OpsOptions& options) {
  if (options.markdown) return ops_markdown(ops);
  if (options.names.empty()) return ops_table_text(ops);
  std::string text;
  for (const OpInfo* op : ops) text += (text.empty() ? "" : "\n") + op_text(*op);
  return text;
}

}  // namespace

CommandHelp ops_help() {
  OpsOptions defaults;
  std::vector<std::string> names;
  for (const OpInfo* op : catalogue()) names.emplace_back(op->name);
  return {.usage = {"posegrad ops [NAME...] [OPTION...]"},
          .about = wrapped(
              "Prints the catalogue: every op's formula and how far its kernels may be off; with "
              "NAME all of an op's contract: formula, gradient, shapes, promised error, FLOPs and "
              "bytes as functions of the shape, and its files. The tests hold the kernels to it.",
              0),
          .groups = described(ops_table(defaults)),
          .operands = std::move(names)};
}

int ops(std::span<const std::string> arguments) {
  const OpsOptions options = parse_ops_options(arguments);
  if (options.help) {
    console::print(help_text(ops_help()));
    return 0;
  }
  const Ops list = chosen(options.names);
  std::string text = text_of(list, options);
  text.pop_back();  // print() ends the line
  console::print(text);
  if (!options.json.empty())
    pose::formats::write_file(options.json, nlohmann::json{{"ops", ops_json(list)}}.dump(1) + "\n");
  return 0;
}

}  // namespace posegrad::apps
