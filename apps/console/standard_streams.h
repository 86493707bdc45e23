#pragma once

namespace posegrad::apps {

/// Makes writing to a closed pipe, or beyond the caller's limit of file sizes, an error instead of
/// a signal, and occupies the standard descriptors that the caller left closed: otherwise the first
/// file opened would become standard output, and console lines would go into it.
void secure_standard_streams();

}  // namespace posegrad::apps
