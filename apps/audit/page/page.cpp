#include "apps/audit/page.h"

#include <cstddef>
#include <string_view>
#include <utility>

#include <nlohmann/json.hpp>

#include "apps/audit/page/page_content.h"
#include "apps/audit/page/page_text.h"

namespace posegrad::apps {
namespace {

/// JSON inside a script element, in ASCII. Of the rest, only "<" could end the element or begin a
/// comment that hides its end; ">" and "&" are escaped for those who read the page as XML.
std::string safe_json(const nlohmann::json& content) {
  const std::string text = content.dump(-1, ' ', true, nlohmann::json::error_handler_t::replace);
  std::string safe;
  safe.reserve(text.size());
  for (const char c : text) switch (c) {
      case '<':
        safe += "\\u003c";
        break;
      case '>':
        safe += "\\u003e";
        break;
      case '&':
        safe += "\\u0026";
        break;
      default:
        safe += c;
    }
  return safe;
}

}  // namespace

std::string audit_page(const nlohmann::json& audit) {
  const std::string content = safe_json(page_content(audit));
  std::string page;
  std::string_view rest = page_text::html;
  // In one pass and in their order: "{{script}}" in the audit stays what it is.
  for (const auto& [place, text] :
       {std::pair<std::string_view, std::string_view>{"{{style}}", page_text::style},
        {"{{audit}}", content},
        {"{{script}}", page_text::script}}) {
    const std::size_t at = rest.find(place);
    page += rest.substr(0, at);
    page += text;
    rest.remove_prefix(at + place.size());
  }
  page += rest;
  return page;
}

}  // namespace posegrad::apps
