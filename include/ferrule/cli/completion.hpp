// SPDX-License-Identifier: BSL-1.0
// cli/completion.hpp - a script by which bash completes commands, options and names of connectors.
#pragma once
#include <ferrule/core/concat.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace ferrule::cli {

/// One command and what may follow it: subcommands, options, names.
struct completed_command {
  std::string path{};   ///< "connector ls"; empty: the program itself
  std::string words{};  ///< separated by spaces
};

/// The script for `program`, to be read by `source`. Everything that is no option also completes to file names.
inline std::string bash_completion(std::string_view program,
                                   const std::vector<completed_command>& commands) {
  std::string function = "_";
  for (const char c : program) function += (c == '-' || c == '.') ? '_' : c;
  std::string paths, words;
  for (const completed_command& c : commands) {
    if (!c.path.empty()) paths += concat(paths.empty() ? "" : " | ", "\"", c.path, "\"");
    words += concat("    \"", c.path, "\") words=\"", c.words, "\" ;;\n");
  }
  return concat(
      function, "() {\n  local cur=${COMP_WORDS[COMP_CWORD]} path= words= word i\n",
      "  for ((i = 1; i < COMP_CWORD; i++)); do\n    word=${path:+$path }${COMP_WORDS[i]}\n",
      "    case \"$word\" in\n      ", paths, ") path=$word ;;\n    esac\n  done\n",
      "  case \"$path\" in\n", words, "  esac\n",
      "  mapfile -t COMPREPLY < <(compgen -W \"$words\" -- \"$cur\")\n",
      "  if [[ -n $path && $cur != -* ]]; then\n",
      "    mapfile -t -O \"${#COMPREPLY[@]}\" COMPREPLY < <(compgen -f -- \"$cur\")\n  fi\n}\n",
      "complete -o filenames -F ", function, " ", program, "\n");
}

}  // namespace ferrule::cli
