// SPDX-License-Identifier: Apache-2.0
//
// JSON as the commands print it with --json: indented as Slurm's, one member on each line.
#pragma once

#include <concepts>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "scheduler/model/time.hpp"

namespace sluice::commands {

class Json {
  public:
    static Json text(std::string_view value);
    static Json number(std::integral auto value) { return Json{std::to_string(value)}; }
    static Json real(double value);
    static Json boolean(bool value) { return Json{value ? "true" : "false"}; }
    static Json null() { return Json{"null"}; }
    static Json object() { return Json{Kind::object}; }
    static Json list() { return Json{Kind::list}; }

    /// A member of an object.
    Json& add(std::string_view key, Json value);
    /// An element of a list.
    Json& add(Json value);

    [[nodiscard]] std::string print() const;

  private:
    enum class Kind : std::uint8_t { scalar, object, list };
    explicit Json(std::string scalar) : scalar_{std::move(scalar)} {}
    explicit Json(Kind kind) : kind_{kind} {}
    void print(std::string& text, std::size_t depth) const;

    Kind kind_ = Kind::scalar;
    std::string scalar_;
    std::vector<std::pair<std::string, Json>> members_;  // those of a list have no names
};

Json json_list(const std::vector<std::string>& texts);
/// Seconds since 1970; 0 for what has no time.
Json json_time(const std::optional<Instant>& when);
/// An empty number is null.
template <std::integral Number>
Json json_maybe(const std::optional<Number>& value) {
    return value ? Json::number(*value) : Json::null();
}

/// What stands around every answer: who gives it in which form, and that nothing went wrong. History has a form of its
/// own in Slurm.
enum class JsonForm : std::uint8_t { state, history };
Json json_answer(std::string_view name, Json content, JsonForm form = JsonForm::state);

}  // namespace sluice::commands
