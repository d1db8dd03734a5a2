// SPDX-License-Identifier: BSL-1.0
// connectors/foobar.hpp - the connector to copy: it has every method, compiles, and reads nothing yet.
//
// To write a connector for "acme": copy this file, replace foobar by acme, and go through the six
// rooms from top to bottom. Until you have written a method it answers `unimplemented` - never
// success - so that an unfinished connector does not look like an empty source. Nothing of ferrule
// is edited: a program that wants it says `ferrule::registry<ferrule::acme::connector, ...>`. This
// comment becomes one paragraph: what a table is in your source, what is not supported, and which
// calls reach the source.
#pragma once
#include <ferrule/config.hpp>
#include <ferrule/connector.hpp>
#include <ferrule/connector/basics.hpp>

namespace ferrule::foobar {

// --- 1. Settings ---------------------------------------------------------------------------------
// A plain struct, filled by field name from the command line or a file; all that is wrong with it
// is reported at once. A default makes a setting optional, `required<T>` does not have one,
// `bounded` has limits, `secret` is never printed. `other` keeps keys that are not listed, to be
// passed to your client library; leave it out and unknown keys are errors with the nearest known
// one. `help` has a sentence about each: for the documentation, the JSON Schema, the example file.

struct config {
  std::string host = "localhost";
  bounded<int, 1, 65535> port = 4242;
  secret password;
  other_settings other;

  static constexpr setting_help help[] = {
      {"host", "The machine that foobar runs on."},
      {"port", "The port it listens on."},
      {"password", "What foobar asks for; empty where it asks for nothing."},
  };
};

// --- 2. Types ------------------------------------------------------------------------------------
// One row per type of your source: how it identifies the type (an enum, an OID), its name, the kind
// it becomes, how its cells are read. This is the only place that knows: schema, decoding, writing,
// `types` and the documentation use it. A type that you know and do not support has no kind, so
// that its columns are refused by name and not by accident.

enum class wire_type : std::uint8_t { whole, real, label, blob };
enum class codec : std::uint8_t { none, int64, float64, text };

inline constexpr std::array types{
    type_mapping<wire_type, codec>{wire_type::whole, "WHOLE", field_type{.kind = kind::int64},
                                   codec::int64},
    type_mapping<wire_type, codec>{wire_type::real, "REAL", field_type{.kind = kind::float64},
                                   codec::float64},
    type_mapping<wire_type, codec>{wire_type::label, "LABEL", field_type{.kind = kind::text},
                                   codec::text, typing::declared, "UTF-8"},
    type_mapping<wire_type, codec>{wire_type::blob, "BLOB", std::nullopt, codec::none,
                                   typing::declared,
                                   "not supported: foobar does not tell its length"},
};

// One decoder per codec, called for each cell in room 4: from what the client library holds to a
// value. Errors that depend on the bytes (too long, not UTF-8) are latched in the stream, not
// returned.
template<codec>
struct decoder;
template<>
struct decoder<codec::int64> {
  static value_view decode(std::string_view bytes);
};
template<>
struct decoder<codec::float64> {
  static value_view decode(std::string_view bytes);
};
template<>
struct decoder<codec::text> {
  static value_view decode(std::string_view bytes) { return bytes; }
};
static_assert(is_type_table<types, decoder>());

// --- 3. The client library -----------------------------------------------------------------------
// Wrap each handle once, in a std::unique_ptr with a deleter, and turn each of the library's error
// codes into an `error` in one function: kind, whether trying again may help, and a message that
// says where and what to do.

namespace detail {

inline tl::unexpected<error> not_written(std::string_view what) {
  return fail(errc::unimplemented,
              concat("foobar: ", what,
                     " is not written yet; see the comments in ferrule/connectors/foobar.hpp"));
}

}  // namespace detail

// --- 4. The stream -------------------------------------------------------------------------------
// The hot path. `next()` moves to the next row, `row()` reads its cells in column order, borrowing
// from the client library's buffers. It constructs no `result`, calls nothing virtual and allocates
// nothing per row. `stream_state` keeps the columns and the first error. After `next()` has
// answered false it does so for ever.

class stream {
public:
  class row_type {
  public:
    explicit row_type(stream& of) : stream_(&of) {}
    /// Called once per column and row: puts the next cell into `cell` (here: `decoder<...>::decode`
    /// of the column's codec).
    void read(value_view& cell) {
      ++column_;
      cell = nullptr;
    }
    bool failed() const { return stream_->state_.failed(); }
    /// Called when what `read` delivered cannot become what the program wants.
    void reject(const value_view& cell, conversion why, std::string_view wanted) {
      stream_->state_.reject(column_ - 1, cell, why, wanted, concat("row ", stream_->rows_));
    }

  private:
    stream* stream_;
    std::size_t column_ = 0;
  };

  stream(std::string source, ferrule::schema columns, cancel_source::watch_type watch)
      : state_(std::move(source), std::move(columns)), watch_(std::move(watch)) {}

  bool next() {
    if (watch_.cancelled())
      state_.fail(error{errc::cancelled, false, concat(state_.source(), ": cancelled")});
    else
      state_.fail(error{errc::unimplemented, false,
                        concat(state_.source(), ": next() is not written yet")});
    return false;  // ++rows_ and true where there is another row
  }
  row_type row() { return row_type(*this); }
  const error& status() const { return state_.status(); }
  const ferrule::schema& schema() const { return state_.schema(); }

private:
  stream_state state_;
  cancel_source::watch_type watch_;
  std::uint64_t rows_ = 0;
};

// --- 5. The connector ----------------------------------------------------------------------------
// One connection, used by one thread at a time. Constructing it does not connect; the first method
// that needs the source does.

class connector {
public:
  static constexpr std::string_view name = "foobar";
  /// What it can do besides the methods below (connector/capabilities.hpp). Each one listed must be
  /// there, or it does not compile; what is not listed is done by the library where it can be
  /// (conditions, one partition), and refused otherwise.
  static constexpr capability_set capabilities{};
  static constexpr auto types_mapping = types;
  /// The row for a type as the source reports it; null for one that is in no row. Write here what
  /// is more than a lookup: "LABEL(20)".
  static constexpr const type_mapping<wire_type, codec>* resolve(std::string_view external) {
    for (const auto& row : types)
      if (row.name == external) return &row;
    return nullptr;
  }
  using config = foobar::config;

  explicit connector(config settings) : settings_(std::move(settings)) {}
  /// A copy of these makes a second connection, for another thread.
  const config& settings() const { return settings_; }
  /// Any thread may ask the handle to cancel; what is running then ends with `cancelled`. If your
  /// client library blocks, the handle must also interrupt it.
  cancel_source::handle_type cancel_handle() const { return cancel_.handle(); }

  /// Called first by `validate`, `build` and `run`: reach the source, authenticate, look at its
  /// version and at what we may do.
  result<void> validate_connection() { return detail::not_written("validate_connection()"); }
  /// Called by `ls`: all tables that can be read, always in the same order.
  result<std::vector<table_id>> list_tables() { return detail::not_written("list_tables()"); }
  /// Called after validate_connection: what is wrong with these tables, all of it, an unknown one
  /// being `no_such_table`.
  result<std::vector<table_problem>> validate_tables(std::span<const table_id>) {
    return detail::not_written("validate_tables()");
  }
  /// Called before rows are read into a struct: `answer_each(tables, ...)`, giving the
  /// `column_names` of each.
  result<std::vector<result<table_info>>> list_columns(std::span<const table_id>) {
    return detail::not_written("list_columns()");
  }
  /// Called before `open`: describe the whole table, each column's type by `resolve`, then
  /// `project` it to the columns asked for.
  result<std::vector<result<source_schema>>> get_schemas(std::span<const table_info>) {
    return detail::not_written("get_schemas()");
  }
  /// Called to read rows: the columns asked for, in the order asked for; give the stream
  /// `cancel_.watch()`.
  result<stream> open(const table_info&) { return detail::not_written("open()"); }

private:
  config settings_;
  cancel_source cancel_;
};

// --- 6. The proof --------------------------------------------------------------------------------
// Names every method that is missing or has the wrong type, with the signature to write.

static_assert(is_connector<connector>());

}  // namespace ferrule::foobar
