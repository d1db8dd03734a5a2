// SPDX-License-Identifier: BSL-1.0
// decorators/fan_out/changes.hpp - the changes of several connectors as one stream.
#pragma once
#include <ferrule/core/concat.hpp>
#include <ferrule/decorators/fan_out/marks.hpp>
#include <ferrule/decorators/fan_out/stream.hpp>
#include <ferrule/stream/cells_row.hpp>
#include <ferrule/stream/change_state.hpp>
#include <memory>
#include <thread>

namespace ferrule {

/// The changes of the members whose tables are followed, one transaction of one member after the other:
///
/// - The number of an operation is the sum of the numbers of what was last told of each member, and so increases with each of them. Its
///   position says where each member stands, so that each can go on from there. Acknowledging an id acknowledges to each member what
///   was told of it up to that id, and nothing more.
/// - All members begin their snapshots before the first row of any is read, and what they hold for it they hold until their rows were
///   read. Tables of one member are of one moment, those of two of moments near to each other.
/// - Where a member begins again with a snapshot, what it delivered is void, and a receiver cannot void a part; so all others are
///   opened anew and begin again too, on the thread that uses the stream.
/// - Members take turns, and none is waited for longer than a moment while others may have something. Within a transaction, and while a
///   snapshot is read, only its member is asked.
///
/// A member that ends well is done; the stream ends with the last one. One that fails ends it, with the member's name in front. The
/// members live as long as the stream.
template<class... Ms>
class fan_out_changes {
  template<class M>
  using stream_of_member =
      typename std::remove_cvref_t<decltype(std::declval<detail::connector_of<M>&>().follow(
          {}, std::nullopt, {}))>::value_type;
  template<class M>
  using rows_of_member =
      borrowed_stream<std::remove_cvref_t<decltype(std::declval<stream_of_member<M>&>().rows())>>;

public:
  using members = std::tuple<detail::connector_of<Ms>...>;
  using rows_type = fan_out_stream<rows_of_member<Ms>...>;

  /// Opens the changes of each member that has tables among these; all of them must have a member. Errors: the members'; `closed` for a
  /// checkpoint that it cannot go on from.
  static result<fan_out_changes> open(std::shared_ptr<members> of,
                                      std::span<const table_info> tables,
                                      const std::optional<checkpoint>& from,
                                      const follow_options& options) {
    fan_out_changes out(std::move(of), tables, options);
    const result<void> opened = from ? out.resume(*from) : out.open_all();
    if (!opened) return fail(opened.error());
    return out;
  }

  change next() {
    if (state_.failed()) return change::end;
    if (rows_ && rows_->status()) return fails(rows_->status());
    rows_.reset();
    what_ = next_message();
    return what_;
  }
  std::size_t table() const noexcept { return state_.table; }
  rows_type& rows() noexcept { return *rows_; }
  cells_row<change_state> row() {
    if (what_ == change::insert || what_ == change::update)
      read_cells(row_, [](auto& from) { return from.row(); });
    return {row_.data(), state_};
  }
  cells_row<change_state> old_row() {
    if (what_ == change::update || what_ == change::remove)
      read_cells(old_row_, [](auto& from) { return from.old_row(); });
    return {old_row_.data(), state_};
  }
  const op_id& id() const {
    if (!has_position_) tell_position();
    return state_.id;
  }
  std::optional<source_time> committed_at() const noexcept { return state_.committed_at; }
  std::span<const source_schema> schemas() const noexcept { return state_.schemas(); }
  result<void> acknowledge(const op_id& id) {
    if (state_.failed() || id.sequence == 0) return {};
    const auto marks = marks_of(id);
    if (!marks)
      return fail(errc::internal, concat("fan_out: operation ", id,
                                         " was acknowledged, which is none of these members"));
    result<void> done;
    for (const detail::member_mark& mark : *marks)
      for_each([&]<std::size_t I>(auto& stream) {
        member& m = each_[I];
        if (!done || names[I] != mark.member || !stream || m.acknowledged >= *mark.sequence) return;
        done = stream->acknowledge({*mark.sequence, std::string(mark.text.value_or(""))});
        if (done) m.acknowledged = *mark.sequence;
        else done.error() = detail::error_of_member(names[I], std::move(done.error()));
      });
    return done;
  }
  const error& status() const noexcept { return state_.status(); }

private:
  using clock = std::chrono::steady_clock;
  static constexpr std::size_t count = sizeof...(Ms), none = count;
  static constexpr std::array<std::string_view, count> names{Ms::name...};
  /// How long a member is waited for while others may have something, and how long one that had nothing is then not asked.
  static constexpr std::chrono::milliseconds patience{1}, attention{20};

  enum class phase : std::uint8_t { begins, reads, follows };  // of the snapshot, and behind it
  enum class stage : std::uint8_t { absent, closed, opened, begun, follows, ended };
  struct member {
    std::vector<table_info> wanted{};   // as it calls them
    std::vector<std::size_t> tables{};  // where they are among those asked for
    // Told of it. Inside of a transaction the position is asked of its stream.
    std::optional<op_id> last{};
    std::optional<std::uint64_t> acknowledged{};
    stage at = stage::absent;
    std::optional<clock::time_point> rests_until{};
  };

  fan_out_changes(std::shared_ptr<members> of, std::span<const table_info> tables,
                  const follow_options& options)
      : of_(std::move(of)),
        state_("fan_out", std::vector<source_schema>(tables.size())),
        options_(options) {
    for (std::size_t i = 0; i < tables.size(); ++i) {
      const auto parts = detail::inner_id(tables[i].id);
      const auto m = static_cast<std::size_t>(std::find(names.begin(), names.end(), parts->member) -
                                              names.begin());
      ids_.push_back(tables[i].id);
      each_[m].wanted.push_back({parts->inner, tables[i].columns});
      each_[m].tables.push_back(i);
      each_[m].at = stage::closed;
    }
    alone_ = std::count_if(each_.begin(), each_.end(),
                           [](const member& m) { return m.at != stage::absent; }) <= 1;
  }

  // --- Opening -----------------------------------------------------------------------------------

  result<void> open_all() {
    result<void> out;
    for (std::size_t i = 0; i < count && out; ++i)
      if (each_[i].at == stage::closed) out = open_member(i, {});
    return out;
  }
  result<void> resume(const checkpoint& from) {
    const auto refuse = [&](std::string_view why) {
      return fail(errc::closed, concat("fan_out cannot go on from operation ", from.last, ": ", why,
                                       "; start without a checkpoint to have all rows again"));
    };
    const auto marks = marks_of(from.last);
    const auto states = detail::read_marks(from.state);
    if (!marks || !states) return refuse("the checkpoint is of another source");
    for (const detail::member_mark& mark : *marks) {
      const auto at = std::find(names.begin(), names.end(), mark.member);
      if (at == names.end())
        return refuse(concat("it has no member ", quoted(mark.member), " any more"));
      each_[static_cast<std::size_t>(at - names.begin())].last = {
          *mark.sequence, std::string(mark.text.value_or(""))};
    }
    for (std::size_t i = 0; i < count; ++i) {
      if (each_[i].at == stage::absent) continue;
      const detail::member_mark* const state = detail::find_mark(*states, names[i]);
      if (!each_[i].last || state == nullptr || !state->text)
        return refuse(concat("the checkpoint knows nothing of ", names[i]));
      const checkpoint own{*each_[i].last, std::string(*state->text)};
      if (auto ok = open_member(i, own); !ok) return ok;
    }
    state_.id = from.last;
    phase_ = phase::follows;
    return {};
  }
  result<void> open_member(std::size_t i, const std::optional<checkpoint>& from) {
    member& m = each_[i];
    follow_options own = options_;
    if (!alone_) own.heartbeat = std::min(own.heartbeat, patience);
    result<void> out;
    with(i, [&]<std::size_t I>(auto& stream) {
      stream.reset();  // first: a source may have room for one
      auto made = std::get<I>(*of_).follow(m.wanted, from, own);
      if (made) stream.emplace(std::move(*made));
      else out = fail(detail::error_of_member(names[I], std::move(made.error())));
    });
    m.at = from ? stage::follows : stage::opened;
    m.acknowledged.reset();
    if (out) take_schemas(i);
    return out;
  }
  void take_schemas(std::size_t i) {
    with(i, [&]<std::size_t>(auto& stream) {
      for (std::size_t t = 0; t < each_[i].tables.size(); ++t)
        take_schema(i, t, stream->schemas()[t]);
    });
  }
  void take_schema(std::size_t i, std::size_t table, source_schema now) {
    now.table = ids_[each_[i].tables[table]];
    detail::name_types(names[i], now.schema);
    state_.change_schema(each_[i].tables[table], std::move(now));
  }

  // --- Whose turn it is --------------------------------------------------------------------------

  change next_message() {
    std::optional<clock::time_point> until;
    for (;;) {
      if (phase_ == phase::begins) {
        current_ = first([](stage s) { return s == stage::closed || s == stage::opened; });
        if (current_ == none) {
          phase_ = phase::reads;
          return change::snapshot_started;
        }
      } else if (phase_ == phase::reads) {
        current_ = first([](stage s) { return s == stage::begun; });
        if (current_ == none) {
          phase_ = phase::follows;
          current_ = 0;
          return tell_id() ? change::snapshot_done : change::end;
        }
      } else if (!in_transaction_ && !choose()) return change::end;
      if (const auto rests = each_[current_].rests_until) {
        const auto now = clock::now();
        if (!until) until = now + options_.heartbeat;
        if (*rests > now) {
          if (now >= *until) return change::idle;
          std::this_thread::sleep_until(std::min(*rests, *until));
        }
        each_[current_].rests_until.reset();
      }
      if (const auto told = ask(current_)) return *told;
      if (each_[current_].rests_until) {
        const auto now = clock::now();
        if (!until) until = now + options_.heartbeat;
        if (alone_ || now >= *until) return change::idle;
      }
    }
  }
  template<class F>
  std::size_t first(F&& is) const {
    return static_cast<std::size_t>(
        std::find_if(each_.begin(), each_.end(), [&](const member& m) { return is(m.at); }) -
        each_.begin());
  }
  // The next member that does not rest, or, where all do, the one that is the first to be asked again. False where all have ended.
  bool choose() {
    std::size_t best = none;
    std::optional<clock::time_point> now;
    for (std::size_t step = 1; step <= count; ++step) {
      const std::size_t i = (current_ + step) % count;
      if (each_[i].at != stage::follows) continue;
      const auto rests = each_[i].rests_until;
      if (rests && !now) now = clock::now();
      if (!rests || *rests <= *now) {
        best = i;
        break;
      }
      if (best == none || *rests < *each_[best].rests_until) best = i;
    }
    if (best != none) current_ = best;
    return best != none;
  }

  // --- What it says ------------------------------------------------------------------------------

  // Nothing where the receiver is not concerned.
  std::optional<change> ask(std::size_t i) {
    member& m = each_[i];
    if (m.at == stage::closed) {
      if (auto ok = open_member(i, {}); !ok) return fails(std::move(ok.error()));
    }
    std::optional<change> out;
    with(i, [&]<std::size_t I>(auto& stream) { out = heard<I>(stream->next(), *stream); });
    return out;
  }
  template<std::size_t I, class S>
  std::optional<change> heard(change what, S& stream) {
    member& m = each_[I];
    if (what == change::idle) {
      m.rests_until = clock::now() + (alone_ ? clock::duration() : attention);
      return std::nullopt;
    }
    if (what == change::end && stream.status())
      return fails(detail::error_of_member(names[I], stream.status()));
    const bool reads = m.at == stage::begun, begins = m.at == stage::opened;
    const bool of_snapshot = what == change::rows || what == change::snapshot_done;
    const bool at_rest = !in_transaction_ && m.at == stage::follows;
    if (what == change::snapshot_started && !in_transaction_) begins_snapshot(I);
    else if (what == change::end && at_rest) m.at = stage::ended;
    else if (of_snapshot && reads) return heard_of_snapshot<I>(what, stream);
    else if (m.at == stage::follows && has_id(what) && !of_snapshot)
      return heard_change<I>(what, stream);
    else
      return fails({errc::internal, false,
                    concat(names[I], ": ", name_of(what), " came from the source ",
                           begins  ? "before its snapshot began"
                           : reads ? "inside of its snapshot"
                                   : "where it does not belong")});
    return std::nullopt;
  }
  void begins_snapshot(std::size_t i) {
    // Of the others, one whose rows nobody has read yet is still where it has to be.
    if (phase_ != phase::begins)
      for (member& other : each_)
        if (other.at == stage::follows || other.at == stage::ended) other.at = stage::closed;
    each_[i].at = stage::begun;
    phase_ = phase::begins;
    take_schemas(i);
  }
  template<std::size_t I, class S>
  std::optional<change> heard_of_snapshot(change what, S& stream) {
    member& m = each_[I];
    if (what == change::snapshot_done) {
      m.last = stream.id();
      m.at = stage::follows;
      return std::nullopt;
    }
    state_.table = m.tables[stream.table()];
    rows_.emplace(std::in_place_index<I>, names[I], ids_[state_.table],
                  rows_of_member_at<I>(stream.rows()));
    return what;
  }
  template<std::size_t I, class S>
  std::optional<change> heard_change(change what, S& stream) {
    member& m = each_[I];
    const op_id& id = stream.id();
    if (what == change::commit || !m.last) m.last = id;
    else m.last->sequence = id.sequence;  // not the position, which may be long, for every row
    in_transaction_ = what != change::commit;
    state_.committed_at = stream.committed_at();
    if (what != change::commit) {
      state_.table = m.tables[stream.table()];
      if (what == change::schema_changed)
        take_schema(I, stream.table(), stream.schemas()[stream.table()]);
    }
    return tell_id() ? what : change::end;
  }
  bool tell_id() {
    std::uint64_t& sum = state_.id.sequence;
    sum = 0;
    for (std::size_t i = 0; i < count; ++i)
      if (each_[i].last && !detail::add_sequence(sum, each_[i].last->sequence)) {
        state_.fail(errc::limit,
                    concat("the numbers of the members' operations are too large to be added, at ",
                           names[i], ": ", *each_[i].last));
        return false;
      }
    has_position_ = false;
    return true;
  }
  // Not before somebody asks for it: of most operations, nobody does.
  void tell_position() const {
    std::string& to = state_.id.position;
    to.clear();
    for (std::size_t i = 0; i < count; ++i) {
      const auto& last = each_[i].last;
      if (!last) continue;
      std::string_view position = last->position;
      if (in_transaction_ && i == current_)
        with(i, [&]<std::size_t>(auto& stream) { position = stream->id().position; });
      detail::append_mark(to, {names[i], last->sequence,
                               position.empty() ? std::nullopt : std::optional(position)});
    }
    has_position_ = true;
  }
  // Of an id that this made; nothing of any other.
  static std::optional<std::vector<detail::member_mark>> marks_of(const op_id& id) {
    auto out = detail::read_marks(id.position);
    std::uint64_t sum = 0;
    if (out)
      for (const detail::member_mark& mark : *out)
        if (!mark.sequence || !detail::add_sequence(sum, *mark.sequence)) return std::nullopt;
    if (sum != id.sequence) return std::nullopt;
    return out;
  }

  template<class F>
  void read_cells(std::vector<value_view>& into, F&& row_of) {
    into.resize(state_.schemas()[state_.table].schema.fields.size());
    with(current_, [&]<std::size_t I>(auto& stream) {
      auto row = row_of(*stream);
      for (value_view& cell : into) row.read(cell);
      if (stream->status()) state_.fail(detail::error_of_member(names[I], stream->status()));
    });
  }
  change fails(error why) {
    state_.fail(std::move(why));
    return change::end;
  }

  template<std::size_t I>
  using rows_of_member_at = std::tuple_element_t<I, std::tuple<rows_of_member<Ms>...>>;
  template<class F>
  void for_each(F&& f) const {
    [&]<std::size_t... I>(std::index_sequence<I...>) {
      (f.template operator()<I>(std::get<I>(*streams_)), ...);
    }(std::index_sequence_for<Ms...>{});
  }
  template<class F>
  void with(std::size_t i, F&& f) const {
    for_each([&]<std::size_t I>(auto& stream) {
      if (I == i) f.template operator()<I>(stream);
    });
  }

  std::shared_ptr<members> of_;
  // End before the members. Apart, so that rows which somebody reads stay where they are when this is moved.
  using streams = std::tuple<std::optional<stream_of_member<Ms>>...>;
  std::unique_ptr<streams> streams_ = std::make_unique<streams>();
  std::array<member, count> each_;
  std::vector<table_id> ids_;   // of the tables, as they were asked for
  mutable change_state state_;  // for the position of its id
  follow_options options_;
  std::optional<rows_type> rows_;
  std::vector<value_view> row_, old_row_;
  std::size_t current_ = 0;  // who was asked last
  phase phase_ = phase::begins;
  change what_ = change::idle;
  bool in_transaction_ = false, alone_ = false;
  mutable bool has_position_ = true;
};

}  // namespace ferrule
