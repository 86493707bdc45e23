# One interface target with what every one of our targets is compiled with.
add_library(posegrad_flags INTERFACE)
target_include_directories(posegrad_flags INTERFACE ${CMAKE_SOURCE_DIR})
# posegrad_cxx_options(OPTION...): for C++; nvcc has its own.
function(posegrad_cxx_options)
  target_compile_options(posegrad_flags INTERFACE "$<$<COMPILE_LANGUAGE:CXX>:${ARGN}>")
endfunction()
posegrad_cxx_options(-Wall -Wextra -Wpedantic -Wconversion -Wshadow -Werror)
# Nobody reads errno or floating-point flags after arithmetic; with them, roots and selections would not become vector code.
posegrad_cxx_options(-fno-math-errno -fno-trapping-math)

set(POSEGRAD_SANITIZE "" CACHE STRING "Sanitizers, as for -fsanitize=")
if(POSEGRAD_SANITIZE)
  posegrad_cxx_options(-fsanitize=${POSEGRAD_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
  target_link_options(posegrad_flags INTERFACE -fsanitize=${POSEGRAD_SANITIZE})
  # Under a sanitizer GCC takes members of std::regex for uninitialised.
  posegrad_cxx_options(-Wno-maybe-uninitialized)
  # Resolvers of multi-versioned functions run before a sanitizer has set itself up.
  target_compile_definitions(posegrad_flags INTERFACE POSEGRAD_SANITIZED=1)
endif()

# GCC 12 sees overlapping copies inside of std::string where there are none (GCC bug 105651).
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
  posegrad_cxx_options(-Wno-restrict)
endif()
