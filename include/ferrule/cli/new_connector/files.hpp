// SPDX-License-Identifier: BSL-1.0
// cli/new_connector/files.hpp - the files of a new project; @name@ is the connector's name, @ferrule@ where ferrule is,
// @include@ what begins a line that includes; not written out, because these files are no headers of ferrule's.
#pragma once
#include <array>
#include <ferrule/cli/new_connector/header.hpp>
#include <string_view>

namespace ferrule::cli::project {

struct file {
  std::string_view path;
  std::string_view text;
};

inline constexpr std::string_view build_text =
    R"file(# A connector and a program with it. Nothing of ferrule is edited.
cmake_minimum_required(VERSION 3.25)
project(@name@ LANGUAGES CXX)

set(FERRULE "@ferrule@" CACHE PATH "ferrule: its sources, or where it is installed")
if(EXISTS ${FERRULE}/CMakeLists.txt)
  add_subdirectory(${FERRULE} ferrule EXCLUDE_FROM_ALL)
else()
  find_package(ferrule REQUIRED COMPONENTS cli PATHS ${FERRULE})
endif()
find_package(Threads REQUIRED)

add_executable(@name@_program main.cpp)
set_target_properties(@name@_program PROPERTIES OUTPUT_NAME @name@)
target_link_libraries(@name@_program PRIVATE ferrule::cli Threads::Threads)

enable_testing()
add_executable(@name@_kit kit.cpp)
target_link_libraries(@name@_kit PRIVATE ferrule::ferrule Threads::Threads)
target_compile_definitions(@name@_kit PRIVATE FOLDER="${CMAKE_CURRENT_SOURCE_DIR}")
add_test(NAME kit COMMAND @name@_kit kit.txt)
add_test(NAME lists COMMAND @name@_program connector ls ${CMAKE_CURRENT_SOURCE_DIR}/sample.@name@)
# ctest shows nothing of a test that passed; the summary is to be seen.
file(WRITE ${CMAKE_CURRENT_BINARY_DIR}/CTestCustom.cmake "set(CTEST_CUSTOM_POST_TEST \"tail -n 1 kit.txt\")\n")
)file";

inline constexpr std::string_view main_text =
    R"file(// The command line over the connectors of this registry. Add ferrule's own as you like.
@include@ "@name@.hpp"

#include <ferrule/cli.hpp>

using sources = ferrule::registry<@name@::connector>;

int main(int argc, char** argv) { return ferrule::cli_main<sources>(argc, argv); }
)file";

inline constexpr std::string_view kit_text =
    R"file(// The conformance kit: whether the connector keeps its contract. Tell it more, and it checks more:
// ferrule/conformance/fixture.hpp lists what there may be.
@include@ "@name@.hpp"

#include <cstdio>
#include <ferrule/conformance.hpp>

struct fixture {
  std::string folder = FOLDER;

  @name@::config good_config() { return {.path = folder + "/sample.@name@"}; }
  std::vector<@name@::config> unreachable_configs() { return {{.path = folder + "/missing.@name@"}}; }
  ferrule::table_id sample_table() { return {"lines"}; }
  std::vector<ferrule::row_values> sample_rows() {
    return {row(1, "one line"), row(2, ""), row(3, "and another")};
  }

  static ferrule::row_values row(std::int64_t number, const char* text) {
    ferrule::row_values out;
    out.emplace_back(number);
    out.emplace_back(text);
    return out;
  }
};

int main(int argc, char** argv) {
  fixture about;
  const auto report = ferrule::conformance::run<@name@::connector>(about);
  const std::string text = report.to_text();
  std::fputs(text.c_str(), stdout);
  if (argc > 1)
    if (std::FILE* const file = std::fopen(argv[1], "w")) {
      std::fputs(text.c_str(), file);
      std::fclose(file);
    }
  return report.ok() ? 0 : 1;
}
)file";

inline constexpr std::string_view sample_text = "one line\n\nand another\n";

/// Every file, its path below the project's folder.
inline constexpr std::array files{file{"CMakeLists.txt", build_text},
                                  file{"@name@.hpp", header_text}, file{"main.cpp", main_text},
                                  file{"kit.cpp", kit_text}, file{"sample.@name@", sample_text}};

}  // namespace ferrule::cli::project
