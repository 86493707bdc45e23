#include "pose/formats/web_page.h"

#include <algorithm>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace posegrad::pose::formats {
namespace {

using nlohmann::json;

std::string ascii_json(const json& content) {
  return content.dump(-1, ' ', true, json::error_handler_t::replace);
}

}  // namespace

std::string fill_page(const PageFiles& files,
                      const std::vector<std::pair<std::string_view, std::string_view>>& texts) {
  auto parts = texts;
  parts.emplace_back("style", files.style);
  parts.emplace_back("script", files.script);
  std::string filled;
  std::string_view rest = files.html;
  while (!rest.empty()) {
    const std::size_t begin = std::min(rest.find("{{"), rest.size());
    filled += rest.substr(0, begin);
    rest.remove_prefix(begin);
    if (rest.empty()) break;
    const auto part = std::ranges::find_if(parts, [&](const auto& named) {
      return rest.starts_with(fmt::format("{{{{{}}}}}", named.first));
    });
    const bool is_place = part != parts.end();
    const std::size_t length = is_place ? part->first.size() + 4 : 2;
    filled += is_place ? part->second : rest.substr(0, length);
    rest.remove_prefix(length);
  }
  return filled;
}

std::string html_text(const std::string& text) {
  const auto valid = json::parse(ascii_json(json(text))).get<std::string>();
  std::string safe;
  for (const char c : valid) switch (c) {
      case '&':
        safe += "&amp;";
        break;
      case '<':
        safe += "&lt;";
        break;
      case '>':
        safe += "&gt;";
        break;
      case '"':
        safe += "&quot;";
        break;
      default:
        safe += c;
    }
  return safe;
}

std::string script_json(const json& content, std::string_view escaped) {
  const std::string text = ascii_json(content);
  std::string safe;
  safe.reserve(text.size());
  for (const char c : text)
    if (escaped.find(c) == std::string_view::npos)
      safe += c;
    else
      safe += fmt::format("\\u{:04x}", static_cast<unsigned>(c));
  return safe;
}

}  // namespace posegrad::pose::formats
