// SPDX-License-Identifier: BSL-1.0
// conformance/trial.hpp - what a check says while it runs: the first thing that does not hold
// decides.
#pragma once
#include <ferrule/conformance/report.hpp>
#include <ferrule/core/concat.hpp>
#include <ferrule/core/result.hpp>
#include <initializer_list>

namespace ferrule::conformance {

/// One run of one check. Every member that returns `bool` answers whether the check should go on.
class trial {
public:
  /// Not what the contract says.
  bool fail(std::string expected, std::string seen) {
    if (decided()) return false;
    result_.what = outcome::failed;
    result_.expected = std::move(expected);
    result_.seen = std::move(seen);
    return false;
  }
  /// What the check needs is not there.
  bool skip(std::string reason) {
    if (decided()) return false;
    result_.what = outcome::not_applicable;
    result_.reason = std::move(reason);
    return false;
  }
  bool expect(bool holds, std::string_view expected, std::string_view seen) {
    return holds ? !decided() : fail(std::string(expected), std::string(seen));
  }

  /// The call has to succeed. `call` is what people know it by: "list_tables()".
  template<class T>
  bool ok(const result<T>& answer, std::string_view call) {
    return answer ? !decided() : refuse(answer.error(), call);
  }
  /// A stream or a writer has to be without error.
  bool healthy(const error& status, std::string_view call) {
    return status ? refuse(status, call) : !decided();
  }

  /// The call has to be refused, by an error of one of these kinds that says something.
  template<class T>
  bool refused(const result<T>& answer, std::initializer_list<errc> kinds, std::string_view call) {
    if (answer) return fail(concat(call, " to fail with ", names(kinds)), "it succeeded");
    return refused_by(answer.error(), kinds, call);
  }
  /// The same of a status; one of kind `none` is a success.
  bool refused_by(const error& why, std::initializer_list<errc> kinds, std::string_view call) {
    if (!why) return fail(concat(call, " to fail with ", names(kinds)), "it succeeded");
    if (why.kind == errc::unimplemented) return refuse(why, call);
    if (std::find(kinds.begin(), kinds.end(), why.kind) == kinds.end())
      return fail(concat(call, " to fail with ", names(kinds)), to_text(why));
    return expect(!why.message.empty(), concat(call, " to say what is wrong"),
                  concat("an error of kind ", name_of(why.kind), " without a message"));
  }

  /// Is printed beside a passed check: what was left out, and why.
  void note(std::string_view text) {
    if (notes_.find(text) == notes_.npos)
      notes_ += (notes_.empty() ? "" : "; ") + std::string(text);
  }
  bool decided() const noexcept { return result_.what != outcome::passed; }
  /// Goes on from what another trial has said: of the same check, on another thread.
  void adopt(trial other) {
    if (!decided()) result_ = std::move(other.result_);
  }
  /// What became of it. Ends the trial.
  check_result take() {
    if (result_.what == outcome::passed) result_.reason = notes_;
    return std::move(result_);
  }

private:
  bool refuse(const error& why, std::string_view call) {
    if (decided()) return false;
    if (why.kind != errc::unimplemented) return fail(concat(call, " to succeed"), to_text(why));
    result_.what = outcome::unimplemented;
    result_.call = call.substr(
        0, std::min(call.find("()"), call.size() - 2) + 2);  // "open() of trades" is open()
    return false;
  }
  static std::string names(std::initializer_list<errc> kinds) {
    std::string out;
    for (const errc k : kinds) out += concat(out.empty() ? "" : " or ", name_of(k));
    return out;
  }

  check_result result_{};
  std::string notes_;
};

}  // namespace ferrule::conformance
