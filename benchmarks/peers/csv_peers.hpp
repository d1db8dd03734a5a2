// SPDX-License-Identifier: BSL-1.0
// peers/csv_peers.hpp - the process that peers/csv_peers.py is.
#pragma once
#include <sstream>
#include <support/csv_data.hpp>
#include <sys/wait.h>
#include <unistd.h>

namespace benchmarks::peers {

class csv_readers {
public:
  csv_readers(const std::string& python, const std::string& script, const std::string& file,
              const std::string& output) {
    int to[2], from[2];
    if (::pipe(to) != 0 || ::pipe(from) != 0) give_up("no pipe can be made");
    child_ = ::fork();
    if (child_ == 0) {
      ::dup2(to[0], 0);
      ::dup2(from[1], 1);
      for (const int end : {to[0], to[1], from[0], from[1]}) ::close(end);
      ::execlp(python.c_str(), python.c_str(), script.c_str(), file.c_str(), output.c_str(),
               static_cast<char*>(nullptr));
      ::_exit(127);
    }
    ::close(to[0]);
    ::close(from[1]);
    to_.reset(::fdopen(to[1], "w"));
    from_.reset(::fdopen(from[0], "r"));
  }
  ~csv_readers() {
    to_.reset();
    ::waitpid(child_, nullptr, 0);
  }
  csv_readers(const csv_readers&) = delete;

  std::string ask(const std::string& command) {
    std::fprintf(to_.get(), "%s\n", command.c_str());
    std::fflush(to_.get());
    char line[1024];
    if (std::fgets(line, sizeof line, from_.get()) == nullptr)
      give_up("csv_peers.py has ended; it was asked to " + command);
    std::string out = line;
    while (!out.empty() && out.back() == '\n') out.pop_back();
    return out;
  }

private:
  ::pid_t child_ = 0;
  file_ptr to_, from_;
};

}  // namespace benchmarks::peers
