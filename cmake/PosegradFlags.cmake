# One interface target with what every one of our targets is compiled with.
add_library(posegrad_flags INTERFACE)
target_include_directories(posegrad_flags INTERFACE ${CMAKE_SOURCE_DIR})
target_compile_options(posegrad_flags INTERFACE -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Werror)
# Nobody reads errno or floating-point flags after arithmetic; with them, roots and selections would not become vector code.
target_compile_options(posegrad_flags INTERFACE -fno-math-errno -fno-trapping-math)

set(POSEGRAD_SANITIZE "" CACHE STRING "Sanitizers, as for -fsanitize=")
if(POSEGRAD_SANITIZE)
  target_compile_options(posegrad_flags INTERFACE
    -fsanitize=${POSEGRAD_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
  target_link_options(posegrad_flags INTERFACE -fsanitize=${POSEGRAD_SANITIZE})
  # Under a sanitizer GCC takes members of std::regex for uninitialised.
  target_compile_options(posegrad_flags INTERFACE -Wno-maybe-uninitialized)
  # Resolvers of multi-versioned functions run before a sanitizer has set itself up.
  target_compile_definitions(posegrad_flags INTERFACE POSEGRAD_SANITIZED=1)
endif()

# GCC 12 sees overlapping copies inside of std::string where there are none (GCC bug 105651).
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
  target_compile_options(posegrad_flags INTERFACE -Wno-restrict)
endif()
