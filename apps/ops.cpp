#include "apps/ops.h"

#include <algorithm>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "apps/console.h"
#include "apps/nearest.h"
#include "apps/ops_options.h"
#include "apps/ops_text.h"
#include "apps/usage_error.h"
#include "pose/formats/atomic_file.h"
#include "tensor/catalogue.h"
#include "tensor/error.h"

namespace posegrad::apps {
namespace {

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

int ops(std::span<const std::string> arguments) {
  const OpsOptions options = parse_ops_options(arguments);
  if (options.help) {
    console::print(ops_help());
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
