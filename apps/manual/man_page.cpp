#include <algorithm>

#include <fmt/format.h>

#include "apps/commands.h"
#include "apps/manual/pages.h"
#include "apps/version.h"

namespace posegrad::apps {
namespace {

// A plain "-" would be a hyphen, and a line that begins with "." or "'" a request.
std::string roff(std::string_view text) {
  std::string result;
  bool at_line_start = true;
  for (const char c : text) {
    if (at_line_start && (c == '.' || c == '\'')) result += "\\&";
    if (c == '\\') {
      result += "\\e";
    } else if (c == '-') {
      result += "\\-";
    } else {
      result += c;
    }
    at_line_start = c == '\n';
  }
  return result;
}

// Lines as --help prints them: those that begin with a blank stay as they are, others flow.
std::string flowing(std::string_view text) {
  std::string result;
  bool is_fixed = false;
  while (!text.empty()) {
    const std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(text.size(), line.size() + 1));
    if (line.starts_with(' ') != is_fixed) {
      is_fixed = !is_fixed;
      result += is_fixed ? ".PP\n.nf\n" : ".fi\n.PP\n";
    }
    result += line.empty() ? ".PP\n" : roff(line) + "\n";
  }
  return is_fixed ? result + ".fi\n" : result;
}

std::string option_entry(const OptionHelp& option) {
  std::string names;
  for (const std::string& spelling : option.spellings)
    names += (names.empty() ? "\\fB" : ", \\fB") + roff(spelling) + "\\fR";
  if (!option.placeholder.empty()) names += " \\fI" + roff(option.placeholder) + "\\fR";
  return ".TP\n" + names + "\n" + roff(option.text) + "\n";
}

std::string section(const std::string& name, const Command& command) {
  const CommandHelp help = command.help();
  std::string text = fmt::format(".SH \"POSEGRAD {}\"\n.nf\n", roff(name));
  for (const std::string& line : help.usage) text += roff(line) + "\n";
  text += ".fi\n.PP\n" + flowing(help.about);
  for (const GroupHelp& group : help.groups) {
    text += fmt::format(".SS \"{}\"\n", roff(group.title));
    for (const OptionHelp& option : group.options) text += option_entry(option);
  }
  if (!help.closing.empty()) text += ".PP\n" + flowing(help.closing);
  return text;
}

std::string upper(std::string text) {
  for (char& c : text)
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  return text;
}

constexpr const char* kEnd = R"(.SH "EXIT STATUS"
0 done; 1 failed, or something that was checked is wrong; 2 a wrong command line; 130 stopped by Ctrl\-C.
.SH ENVIRONMENT
.TP
\fBPOSEGRAD_MODELS\fR
a folder in which models are looked for first
.TP
\fBTMPDIR\fR
where temporary files go, else /tmp
.TP
\fBOPENBLAS_CORETYPE\fR
the processor whose kernels OpenBLAS runs, else the one that it recognises
.SH FILES
.TP
\fI../share/posegrad/models\fR
as seen from the program's folder: the models that come with it
.SH "SEE ALSO"
.BR ffmpeg (1))";

}  // namespace

std::string man_page() {
  std::string text = fmt::format(
      ".\\\" Made by `posegrad man`.\n.TH POSEGRAD 1 \"\" \"posegrad {}\" \"User Commands\"\n"
      ".ad l\n.nh\n.SH NAME\nposegrad \\- 3D human pose in video\n.SH SYNOPSIS\n"
      ".B posegrad\n\\fICOMMAND\\fR [\\fIOPTION\\fR...]\n.br\n.B posegrad\n"
      "\\fICOMMAND\\fR \\fB\\-\\-help\\fR\n.br\n.B posegrad\n\\fB\\-\\-version\\fR\n"
      ".SH COMMANDS\n",
      kVersion);
  for (const Command& command : commands())
    text += fmt::format(".TP\n\\fB{}\\fR\n{}\n", roff(command.name), roff(command.summary));
  for (const Command& command : commands()) {
    text += section(upper(command.name), command);
    if (command.kinds == nullptr) continue;
    for (const Command& kind : command.kinds())
      text += section(upper(command.name + " " + kind.name), kind);
  }
  return text + kEnd;
}

}  // namespace posegrad::apps
