#include "apps/audit/page.h"

#include <nlohmann/json.hpp>

#include "apps/audit/page/page_content.h"
#include "pose/formats/web_page.h"

namespace posegrad::apps {

std::string audit_page(const nlohmann::json& audit) {
  // ">" and "&" are escaped too, for those who read the page as XML.
  const std::string content = pose::formats::script_json(page_content(audit), "<>&");
  return pose::formats::fill_page(page_files, {{"audit", content}});
}

}  // namespace posegrad::apps
