#include "pose/audit/page.h"

#include <nlohmann/json.hpp>

#include "pose/audit/page/page_content.h"
#include "pose/formats/web_page.h"

namespace posegrad::pose::audit {

std::string audit_page(const nlohmann::json& audit) {
  // ">" and "&" are escaped too, for those who read the page as XML.
  const std::string content = formats::script_json(page_content(audit), "<>&");
  return formats::fill_page(page_files, {{"audit", content}});
}

}  // namespace posegrad::pose::audit
