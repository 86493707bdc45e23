#pragma once
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <nlohmann/json_fwd.hpp>

namespace posegrad::pose::formats {

/// What a web page of one file is made of: HTML with places like {{title}}, a style sheet, and all
/// scripts in their order. CMake's posegrad_web_page() makes strings of a folder's files.
struct PageFiles {
  std::string_view html, style, script;
};

/// The page with a text for each name of a place: {{style}} and {{script}} are the files' own, the
/// others come from `texts`. What is put in is not looked through: a title "{{style}}" stays a
/// title. A place without a text stays as it is.
std::string fill_page(const PageFiles& files,
                      const std::vector<std::pair<std::string_view, std::string_view>>& texts);

/// Text as HTML shows it: & < > " as entities. What is not UTF-8 becomes the replacement character.
std::string html_text(const std::string& text);

/// JSON, in ASCII, inside of a script element. Of its characters only "<" could end the element (or
/// begin a comment that hides its end). Those of `escaped`, which must be ASCII and can only stand
/// in texts, are written as \u00xx; what is not UTF-8 becomes the replacement character.
std::string script_json(const nlohmann::json& content, std::string_view escaped = "<");

}  // namespace posegrad::pose::formats
