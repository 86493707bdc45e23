#include "apps/models/text.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

#include "apps/options/help.h"

namespace posegrad::apps {
namespace {

constexpr std::size_t kColumns = 9, kValueColumn = 16, kShortHash = 12;

using Row = std::array<std::string, kColumns>;
constexpr std::array<bool, kColumns> kToTheRight{false, false, true,  true, false,
                                                 false, true,  false, false};

std::string size_text(std::uintmax_t bytes) {
  return bytes < 1'000'000 ? fmt::format("{:.1f} kB", static_cast<double>(bytes) / 1e3)
                           : fmt::format("{:.1f} MB", static_cast<double>(bytes) / 1e6);
}

std::string errors_text(const pose::MeasuredErrors& errors) {
  std::vector<std::string> list;
  for (const auto& [name, millimetres] : errors.millimetres)
    list.push_back(fmt::format("{} {:.1f}", name, millimetres));
  return fmt::format("{}", fmt::join(list, ", "));
}

Row row_of(const pose::ModelFile& model) {
  const pose::ModelCard& card = model.card;
  return {model.name,
          fmt::format("{} -> {}", card.input, card.output),
          fmt::format("{}", card.frames),
          fmt::format("{:g}", card.fps),
          card.causal ? "yes" : "no",
          card.errors.empty() ? "not measured" : errors_text(card.errors.front()),
          size_text(model.bytes),
          card.licence,
          card.sha256.substr(0, kShortHash)};
}

// Columns as wide as their widest cell.
std::string aligned(const Row& row, const std::array<std::size_t, kColumns>& widths) {
  std::string line;
  for (std::size_t c = 0; c < kColumns; ++c)
    line += kToTheRight[c] ? fmt::format("  {:>{}}", row[c], widths[c])
                           : fmt::format("  {:<{}}", row[c], widths[c]);
  return line.substr(2, line.find_last_not_of(' ') - 1);
}

std::string field(const std::string& title, const std::string& text) {
  const std::string left = fmt::format("  {:<{}}", title, kValueColumn - 2);
  if (left.size() > kValueColumn) return fmt::format("{} {}\n", left, text);
  return left + wrapped(text, kValueColumn).substr(left.size());
}

std::string text_of(const pose::CardValue& value) {
  if (const bool* yes = std::get_if<bool>(&value)) return *yes ? "yes" : "no";
  return std::visit([](const auto& plain) { return fmt::format("{}", plain); }, value);
}

nlohmann::json json_of(const pose::CardValue& value) {
  return std::visit([](const auto& plain) { return nlohmann::json(plain); }, value);
}

nlohmann::json errors_json(const pose::MeasuredErrors& errors) {
  nlohmann::json json{{"what", errors.what}};
  for (const auto& [name, millimetres] : errors.millimetres) json[name] = millimetres;
  return json;
}

nlohmann::json model_json(const ModelList& list, const pose::ModelFile& model) {
  const pose::ModelCard& card = model.card;
  nlohmann::json json{{"name", model.name},
                      {"weights", model.weights_path()},
                      {"bytes", model.bytes},
                      {"default", list.is_default(model)},
                      {"title", card.title},
                      {"input", card.input},
                      {"output", card.output},
                      {"frames", card.frames},
                      {"fps", card.fps},
                      {"causal", card.causal},
                      {"trained_on", card.trained_on},
                      {"errors", nlohmann::json::array()},
                      {"licence", card.licence},
                      {"sha256", card.sha256},
                      {"problem", nullptr}};
  for (const pose::MeasuredErrors& errors : card.errors)
    json["errors"].push_back(errors_json(errors));
  for (const auto& [key, value] : card.more) json.emplace(key, json_of(value));
  if (!model.problem.empty()) json["problem"] = model.problem;
  return json;
}

}  // namespace

bool ModelList::is_default(const pose::ModelFile& model) const {
  return model.name == default_name || model.name == causal_default_name;
}

bool ModelList::is_whole() const {
  return problems.empty() &&
         std::ranges::all_of(models, &std::string::empty, &pose::ModelFile::problem);
}

std::string models_table_text(const ModelList& list, const std::vector<std::string>& places) {
  if (list.models.empty())
    return fmt::format(
        "There are no models; looked in\n  {}\nscripts/default_model.sh makes the default one; "
        "posegrad wild --checkpoint FILE takes any other.",
        fmt::join(places, "\n  "));
  const Row head{"NAME", "INPUT -> OUTPUT", "FRAMES", "RATE", "CAUSAL", "ERRORS (mm)",
                 "SIZE", "LICENCE",         "SHA-256"};
  std::array<std::size_t, kColumns> widths{};
  const auto widen = [&](const Row& row) {
    for (std::size_t c = 0; c < kColumns; ++c) widths[c] = std::max(widths[c], row[c].size());
  };
  widen(head);
  for (const pose::ModelFile& model : list.models)
    if (model.problem.empty()) widen(row_of(model));
  std::string text = "  " + aligned(head, widths), folder;
  for (const pose::ModelFile& model : list.models) {
    if (model.folder != folder) text += fmt::format("\n{}:", model.folder);
    folder = model.folder;
    text += fmt::format("\n{} ", list.is_default(model) ? '*' : ' ');
    text += model.problem.empty() ? aligned(row_of(model), widths)
                                  : fmt::format("{}  {}", model.name, model.problem);
  }
  if (!list.default_name.empty() || !list.causal_default_name.empty())
    text += "\n* taken where no --checkpoint is given; a causal one with --causal";
  for (const std::string& problem : list.problems) text += "\n" + problem;
  return text;
}

std::string model_text(const ModelList& list, const pose::ModelFile& model) {
  const pose::ModelCard& card = model.card;
  std::string text =
      fmt::format("{}{}\n", model.name, list.is_default(model) ? ", the default" : "");
  if (!card.title.empty()) {  // else there is no card that can be read
    text += field("title", card.title) + field("input", card.input) + field("output", card.output);
    text += field("frames", fmt::format("{} ({:.2g} s)", card.frames,
                                        static_cast<double>(card.frames) / card.fps));
    text += field("rate", fmt::format("{:g} frames a second", card.fps));
    text += field("causal", card.causal ? "yes" : "no");
    text += field("trained on", card.trained_on);
    for (const pose::MeasuredErrors& errors : card.errors)
      text += field("errors", fmt::format("{}: {} mm", errors.what, errors_text(errors)));
    text += field("licence", card.licence);
    for (const auto& [key, value] : card.more) text += field(key, text_of(value));
    text += field("SHA-256", card.sha256);
  }
  text += field("weights", fmt::format("{}, {} bytes", model.weights_path(), model.bytes));
  if (!model.problem.empty()) text += field("problem", model.problem);
  text.pop_back();
  return text;
}

nlohmann::json models_json(const ModelList& list) {
  nlohmann::json models = nlohmann::json::array();
  for (const pose::ModelFile& model : list.models) models.push_back(model_json(list, model));
  return {{"models", models}, {"problems", list.problems}};
}

}  // namespace posegrad::apps
