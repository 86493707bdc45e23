#include "apps/ops/options.h"

#include "apps/options/help.h"
#include "apps/options/parser.h"
#include "tensor/error.h"

namespace posegrad::apps {
namespace {

OptionTable ops_table(OpsOptions& o) {
  OptionGroup output{"Output"};
  output.add("--json", &o.json, "FILE", "write the ops there too");
  output.add_flag("--markdown", {&o.markdown}, "print all of them as docs/ops.md is");
  output.add_flag("-h/--help", {&o.help, true, true}, "print this and exit");
  return {output};
}

}  // namespace

OpsOptions parse_ops_options(std::span<const std::string> arguments) {
  OpsOptions options;
  parse_options(ops_table(options), arguments, &options.names);
  if (!options.help && options.markdown && !options.names.empty())
    throw UsageError("--markdown: found the op '" + options.names.front() +
                     "', expected none: it prints all of them");
  return options;
}

std::string ops_help() {
  OpsOptions defaults;
  return "Usage: posegrad ops [NAME...] [OPTION...]\n\n" +
         wrapped(
             "Prints the catalogue: every op's formula and how far its kernels may be off; with "
             "NAME all of an op's contract: formula, gradient, shapes, promised error, FLOPs and "
             "bytes as functions of the shape, and its files. The tests hold the kernels to it.",
             0) +
         options_help(ops_table(defaults));
}

}  // namespace posegrad::apps
