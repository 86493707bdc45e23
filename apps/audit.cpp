#include "apps/audit.h"

#include <exception>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "apps/audit_diff.h"
#include "apps/audit_options.h"
#include "apps/audit_report.h"
#include "apps/console.h"
#include "apps/run.h"
#include "apps/wild.h"
#include "pose/audit/audit_json.h"
#include "pose/audit/page.h"
#include "pose/audit/recorder.h"
#include "pose/audit/trace.h"
#include "pose/formats/atomic_file.h"
#include "tensor/error.h"

namespace posegrad::apps {
namespace {

constexpr int kFailed = 1;

void write_reports(const AuditOptions& options, const pose::audit::Audit& audit) {
  const nlohmann::json json = to_json(audit);
  const std::string data = options.output + ".json", page = options.output + ".html";
  pose::formats::write_file(data, json.dump() + "\n");
  pose::formats::write_file(page, pose::audit::audit_page(json));
  if (!options.trace.empty())
    pose::formats::write_file(options.trace, pose::audit::chrome_trace(audit));
  console::print(audit_report(audit, options.rows));
  console::print(fmt::format("Wrote {}, {} (open it in a browser){}", data, page,
                             options.trace.empty() ? "" : ", " + options.trace));
}

int run_audited(const AuditOptions& options) {
  const std::span<const std::string> arguments = std::span(options.command).subspan(1);
  int code = 0;
  std::exception_ptr failure;
  pose::audit::Recorder recorder(options.sampling);
  try {
    code = options.command[0] == "run" ? run(arguments) : wild(arguments);
  } catch (const UsageError&) {
    throw;
  } catch (const std::exception&) {
    failure = std::current_exception();  // what led to it is worth a report
  }
  pose::audit::Audit audit = recorder.take();
  set_kernel_observer(nullptr);
  audit.command = options.command;
  if (audit.all_calls > 0) write_reports(options, audit);
  if (failure) std::rethrow_exception(failure);
  return code == 0 && audit.outside() > 0 ? kFailed : code;
}

}  // namespace

int audit(std::span<const std::string> arguments) {
  const AuditOptions options = parse_audit_options(arguments);
  if (options.help) {
    console::print(audit_help());
    return 0;
  }
  if (options.command[0] == "diff")
    return audit_diff(std::span(options.command).subspan(1), options.rows);
  return run_audited(options);
}

}  // namespace posegrad::apps
