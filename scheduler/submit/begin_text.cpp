// SPDX-License-Identifier: Apache-2.0
#include "scheduler/submit/begin_text.hpp"

#include <algorithm>
#include <cctype>
#include <iterator>
#include <string>

#include "scheduler/model/number.hpp"

namespace sluice::submit {
namespace {

struct NamedClock {
    std::string_view word;
    Clock clock;
};
constexpr NamedClock kClocks[] = {
    {"midnight", {0, 0, 0}}, {"noon", {12, 0, 0}}, {"fika", {15, 0, 0}}, {"teatime", {16, 0, 0}}};

struct NamedUnit {
    std::string_view word;
    int seconds;
};
constexpr NamedUnit kUnits[] = {{"", 1},         {"second", 1},   {"minute", 60},
                                {"hour", 3'600}, {"day", 86'400}, {"week", 604'800}};

bool is_digit(char c) { return std::isdigit(static_cast<unsigned char>(c)) != 0; }
bool is_letter(char c) { return std::isalpha(static_cast<unsigned char>(c)) != 0; }

class Reader {
  public:
    explicit Reader(std::string_view text) : text_{text} {
        std::ranges::transform(text, std::back_inserter(lower_),
                               [](unsigned char c) { return std::tolower(c); });
    }

    tl::expected<BeginText, BeginFault> read() {
        skip_blanks();
        const bool relative = std::string_view{lower_}.substr(position_).starts_with("now");
        const bool good = relative ? read_now() : !at_end() && read_items();
        if (!good) return tl::unexpected{BeginFault{position_}};
        return said_;
    }

  private:
    [[nodiscard]] bool at_end() const { return position_ == text_.size(); }
    [[nodiscard]] char peek(std::size_t ahead = 0) const {
        return position_ + ahead < text_.size() ? text_[position_ + ahead] : '\0';
    }
    void skip_blanks() {
        while (peek() == ' ' || peek() == '\t') ++position_;
    }
    bool skip(char c) { return peek() == c && ++position_ != 0; }

    /// How many characters of this kind follow.
    [[nodiscard]] std::size_t run_of(bool (*kind)(char)) const {
        std::size_t length = 0;
        while (kind(peek(length))) ++length;
        return length;
    }

    /// `now`, and perhaps `+1hour` after it.
    bool read_now() {
        position_ += 3;
        said_.from_now = Duration{0};
        skip_blanks();
        if (at_end()) return true;
        const auto sign_at = position_;
        const int sign = peek() == '-' ? -1 : 1;
        if (!skip('+') && !skip('-')) return false;
        skip_blanks();
        const auto count = parse_number<std::uint32_t>(text_.substr(position_, run_of(is_digit)));
        if (!count) return position_ = sign_at, false;
        position_ += run_of(is_digit);
        skip_blanks();
        return read_unit(Duration{*count} * sign);
    }

    bool read_unit(Duration count) {
        auto word = std::string_view{lower_}.substr(position_);
        if (word.size() > 1 && word.ends_with('s')) word.remove_suffix(1);
        const auto* unit = std::ranges::find(kUnits, word, &NamedUnit::word);
        if (unit == std::end(kUnits)) return false;
        said_.from_now = count * unit->seconds;
        return true;
    }

    bool read_items() {
        while (!at_end()) {
            if (!(is_digit(peek()) ? read_number_item() : read_word())) return false;
            skip_blanks();
        }
        return true;
    }

    bool read_word() {
        const auto word = std::string_view{lower_}.substr(position_, run_of(is_letter));
        const auto* named = std::ranges::find(kClocks, word, &NamedClock::word);
        if (named != std::end(kClocks)) said_.clock = named->clock;
        else if (word == "today") said_.days_from_today = 0;
        else if (word == "tomorrow") said_.days_from_today = 1;
        else return false;
        position_ += word.size();
        return true;
    }

    bool read_number_item() {
        const auto digits = run_of(is_digit);
        if (peek(digits) == ':') return read_clock();
        if (digits == 4 && peek(digits) == '-' && is_digit(peek(5))) return read_iso();
        return read_month_first();
    }

    /// So many digits and a number within bounds; otherwise the position stays where the number begins.
    bool number(std::size_t most_digits, int least, int most, int& into) {
        const auto digits = std::min(run_of(is_digit), most_digits);
        const auto value = parse_number<std::uint32_t>(text_.substr(position_, digits));
        if (!value || static_cast<int>(*value) < least || static_cast<int>(*value) > most) return false;
        into = static_cast<int>(*value);
        position_ += digits;
        return true;
    }
    bool two_digits(int least, int most, int& into) {
        return run_of(is_digit) >= 2 && number(2, least, most, into);
    }

    /// `16:00`, `16:00:30`, `4:30pm`
    bool read_clock() {
        Clock clock;
        const auto start = position_;
        if (!number(2, 0, 23, clock.hour) || !skip(':') || !two_digits(0, 59, clock.minute)) return false;
        if (skip(':') && !two_digits(0, 59, clock.second)) return false;
        const auto half = std::string_view{lower_}.substr(position_, 2);
        if (half == "am" || half == "pm") {
            if (clock.hour > 12) return position_ = start, false;
            clock.hour = clock.hour % 12 + (half == "pm" ? 12 : 0);
            position_ += 2;
        }
        said_.clock = clock;
        return true;
    }

    /// A date may be joined by this to the time of day after it.
    void skip_joint(char joint) {
        if (peek() == joint && is_digit(peek(1))) ++position_;
    }

    /// `2026-12-24`; a `T` or `-` may join a time of day.
    bool read_iso() {
        Date date;
        int year = 0;
        if (!number(4, 1970, 9999, year) || !skip('-') || !two_digits(1, 12, date.month) || !skip('-')) {
            return false;
        }
        if (!two_digits(1, 31, date.day)) return false;
        date.year = year;
        said_.date = date;
        skip_joint('-');
        return !skip('T') || read_clock();
    }

    /// `12/24`, `12/24/26`, the same with dots, `1224`, `122426`; a `-` may join a time of day.
    bool read_month_first() {
        Date date;
        const auto digits = run_of(is_digit);
        const bool glued = digits == 4 || digits == 6;
        const char between = glued || peek(digits) == '.' ? '.' : '/';
        if (!glued && peek(digits) != between) return false;
        if (!number(2, 1, 12, date.month)) return false;
        if (!glued) ++position_;
        if (!number(2, 1, 31, date.day)) return false;
        if (glued ? digits == 6 : skip(between)) {
            int year = 0;
            if (!two_digits(0, 99, year)) return false;
            date.year = 2000 + year;
        }
        said_.date = date;
        skip_joint('-');
        return true;
    }

    std::string_view text_;
    std::string lower_;
    std::size_t position_ = 0;
    BeginText said_;
};

}  // namespace

tl::expected<BeginText, BeginFault> read_begin(std::string_view text) { return Reader{text}.read(); }

}  // namespace sluice::submit
