// SPDX-License-Identifier: Apache-2.0
#include "scheduler/submit/script.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "scheduler/submit/pbs.hpp"
#include "scheduler/submit/values.hpp"

namespace sluice::submit {
namespace {

constexpr std::string_view kMark = "#SBATCH";
constexpr std::string_view kPbsMark = "#PBS";
constexpr std::string_view kBlanks = " \t\r\v\f";

bool is_blank(char c) { return kBlanks.find(c) != std::string_view::npos; }

/// A line that does not end the options: empty or a comment.
bool may_be_passed(std::string_view line) {
    const auto start = line.find_first_not_of(kBlanks);
    return start == std::string_view::npos || line[start] == '#';
}

/// Splits a line into words. Error: the quote that is not closed.
class WordReader {
  public:
    explicit WordReader(std::string_view line) : rest_{line} {
        while (!rest_.empty() && is_blank(rest_[0])) rest_.remove_prefix(1);
    }

    tl::expected<std::vector<std::string>, char> all() {
        std::vector<std::string> words;
        while (skip_blanks()) {
            std::string word;
            quoted_ = false;
            if (!read_into(word)) return tl::unexpected{quote_};
            if (quoted_ || !word.empty()) words.push_back(std::move(word));
        }
        return words;
    }
    /// From the end of the last whole word.
    [[nodiscard]] std::string_view unread() const { return word_start_; }

  private:
    bool skip_blanks() {
        word_start_ = rest_;
        while (!rest_.empty() && is_blank(rest_[0])) rest_.remove_prefix(1);
        return !rest_.empty() && rest_[0] != '#';
    }

    char take() {
        const char c = rest_[0];
        rest_.remove_prefix(1);
        return c;
    }

    bool read_into(std::string& word) {
        while (!rest_.empty() && (quote_ != 0 || (!is_blank(rest_[0]) && rest_[0] != '#'))) {
            const char c = take();
            if (c == '\\') {
                if (!rest_.empty()) word += take();
            } else if (quote_ == 0 && (c == '"' || c == '\'')) quoted_ = true, quote_ = c;
            else if (c == quote_) quote_ = 0;
            else word += c;
        }
        return quote_ == 0;
    }

    std::string_view rest_;
    std::string_view word_start_;
    char quote_ = 0;
    bool quoted_ = false;  // so that "" is a word
};

}  // namespace

Applied check_script(std::string_view script) {
    const auto text = script.substr(0, script.find('\0'));
    if (script.empty()) return stop("Batch script is empty!", kRequestError);
    if (text.find_first_not_of(" \t\r\n\v\f") == std::string_view::npos) {
        return stop("Batch script contains only whitespace!", kRequestError);
    }
    if (!script.starts_with("#!")) {
        return stop(
            "This does not look like a batch script.  The first\n"
            "line must start with #! followed by the path to an interpreter.\n"
            "For instance: #!/bin/sh",
            kRequestError);
    }
    if (script.find("\r\n") != std::string_view::npos) {
        return stop(
            "Batch script contains DOS line breaks (\\r\\n)\n"
            "instead of expected UNIX line breaks (\\n).",
            kRequestError);
    }
    return {};
}

tl::expected<std::vector<Directive>, Stop> read_directives(std::string_view script, std::string_view name,
                                                           PbsLines pbs) {
    std::vector<Directive> directives;
    std::vector<std::size_t> translated;  // lines of PBS
    std::size_t number = 0;
    for (const auto line : split(script, '\n')) {
        ++number;
        if (!may_be_passed(line)) break;
        const bool of_pbs = line.starts_with(kPbsMark);
        if (!line.starts_with(kMark) && (!of_pbs || pbs == PbsLines::ignored)) continue;
        WordReader reader{line.substr(of_pbs ? kPbsMark.size() : kMark.size())};
        auto words = reader.all();
        if (!words) {
            return tl::unexpected{Stop{fmt::format("{}: line {}: Unmatched `{}` in [{}]", name, number,
                                                   words.error(), reader.unread()),
                                       kRequestError, true}};
        }
        if (of_pbs) {
            *words = translate_pbs(*words);
            translated.push_back(number);
        } else if (std::ranges::find(*words, "--ignore-pbs") != words->end()) {
            pbs = PbsLines::ignored;
        }
        if (!words->empty()) directives.push_back({number, std::move(*words)});
    }
    if (pbs == PbsLines::ignored)
        std::erase_if(directives,
                      [&](const Directive& each) { return std::ranges::count(translated, each.line) > 0; });
    return directives;
}

std::string wrap_script(std::string_view command) {
    return fmt::format("#!/bin/sh\n# This script was created by sbatch --wrap.\n\n{}\n", command);
}

}  // namespace sluice::submit
