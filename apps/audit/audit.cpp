#include <exception>
#include <filesystem>
#include <fstream>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "apps/audit/audit_json.h"
#include "apps/audit/options.h"
#include "apps/audit/page.h"
#include "apps/audit/report.h"
#include "apps/audit/trace.h"
#include "apps/commands.h"
#include "apps/console/console.h"
#include "apps/console/shown.h"
#include "apps/files/named_files.h"
#include "apps/usage_error.h"
#include "audit/recorder.h"
#include "pose/formats/atomic_file.h"
#include "tensor/error.h"

namespace posegrad::apps {
namespace {

constexpr int kFailed = 1;

/// A file of the report and what stands at the beginning of every file of its kind.
struct ReportFile {
  const char* option;
  std::string path, mark;
};

std::vector<ReportFile> report_files(const AuditOptions& options) {
  std::vector<ReportFile> files{{"-o/--output", options.output + ".json", R"({"all_calls":)"},
                                {"-o/--output", options.output + ".html", "<title>posegrad audit"}};
  if (!options.trace.empty()) files.push_back({"--trace", options.trace, R"({"displayTimeUnit":)"});
  return files;
}

// Nothing but an earlier audit is replaced: neither what the command reads nor what it wrote.
void refuse_to_replace(const ReportFile& file) {
  if (!std::filesystem::exists(file.path)) return;
  std::string beginning(4096, '\0');
  std::ifstream(file.path, std::ios::binary)
      .read(beginning.data(), static_cast<std::streamsize>(beginning.size()));
  if (beginning.find(file.mark) == std::string::npos)
    throw UsageError(fmt::format("{}: {} is there and not from an audit: choose another name",
                                 file.option, file.path));
}

void check_report_files(const AuditOptions& options) {
  std::vector<NamedFile> outputs;
  for (const ReportFile& file : report_files(options)) outputs.push_back({file.option, file.path});
  check_output_files(outputs, {});
  for (const ReportFile& file : report_files(options)) {
    refuse_to_replace(file);
    const pose::formats::AtomicFile probe(file.path);  // not committed: leaves nothing behind
  }
}

void write_reports(const AuditOptions& options, const audit::Audit& audit) {
  using Json = nlohmann::json;
  console::print(audit_report(audit, options.rows));
  for (const ReportFile& file : report_files(options)) refuse_to_replace(file);
  const Json json = to_json(audit);
  const std::string data = options.output + ".json", page = options.output + ".html";
  // Paths in the command may be in any encoding.
  pose::formats::write_file(data, json.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n");
  pose::formats::write_file(page, audit_page(json));
  if (!options.trace.empty()) pose::formats::write_file(options.trace, chrome_trace(audit));
  console::print(fmt::format("Wrote {}, {} (open it in a browser){}", data, page,
                             options.trace.empty() ? "" : ", " + options.trace));
}

int run_audited(const AuditOptions& options) {
  const std::string& command = options.command[0];
  const std::span<const std::string> arguments = std::span(options.command).subspan(1);
  check_report_files(options);
  int code = 0;
  std::exception_ptr failure;
  audit::Recorder recorder(options.sampling);
  try {
    code = command == "run" ? run(arguments) : wild(arguments);
  } catch (const UsageError& error) {
    throw UsageError(fmt::format("{}: {}; posegrad {} --help lists its options", command,
                                 error.what(), command));
  } catch (const std::exception&) {
    failure = std::current_exception();  // what led to it is worth a report
  }
  audit::Audit audit = recorder.take();
  set_kernel_observer(nullptr);
  audit.command = options.command;
  try {
    if (audit.all_calls > 0) write_reports(options, audit);
  } catch (const Error& error) {
    if (!failure) throw;
    console::note(fmt::format("posegrad audit: {}", error.what()));
  }
  if (failure) std::rethrow_exception(failure);
  return code == 0 && audit.outside() > 0 ? kFailed : code;
}

}  // namespace

int audit(std::span<const std::string> arguments) {
  const AuditOptions options = parse_audit_options(arguments);
  if (options.help) {
    console::print(help_text(audit_help()));
    return 0;
  }
  if (options.command[0] == "diff")
    return audit_diff(std::span(options.command).subspan(1), options.rows);
  return run_audited(options);
}

}  // namespace posegrad::apps
