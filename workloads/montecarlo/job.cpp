// SPDX-License-Identifier: Apache-2.0
#include "workloads/montecarlo/job.hpp"

#include <yaml-cpp/yaml.h>

#include <boost/algorithm/string/join.hpp>

#include "workloads/montecarlo/contract_keys.hpp"
#include "workloads/montecarlo/kernel/product.hpp"
#include "workloads/montecarlo/kernel/sobol.hpp"

namespace sluice::montecarlo {
namespace {

using Words = std::map<std::string, Word>;

std::string described(const Words& words) {
    std::string text;
    for (const auto& [key, word] : words) text += fmt::format("{}={} ", key, word.text);
    return text;
}

/// Sobol's points have so many dimensions and no more.
void check_dimensions(const Job& job) {
    if (job.sampling.points != Points::sobol) return;
    for (const Contract& contract : job.contracts) {
        int a_step = 1;
        if (std::holds_alternative<Heston>(contract.terms)) a_step = 2;
        if (const auto* lookback = std::get_if<Lookback>(&contract.terms))
            a_step = lookback->continuous ? 2 : 1;
        if (const auto* basket = std::get_if<Basket>(&contract.terms))
            a_step = static_cast<int>(basket->assets.size());
        if (const auto* max_call = std::get_if<MaxCall>(&contract.terms)) {
            a_step = static_cast<int>(max_call->assets.size());
        }
        if (contract.steps * a_step > kSobolDimensions) {
            run::mistaken(
                "{}: points: sobol has {} dimensions, {} steps need {}; take fewer steps or pseudo points",
                contract.name, kSobolDimensions, contract.steps, contract.steps * a_step);
        }
    }
}

class PortfolioFile {
  public:
    explicit PortfolioFile(const std::filesystem::path& path) : path_{path} {}

    Job read(const Words& overrides) {
        const YAML::Node root = load();
        if (!root.IsMap()) mistaken(root, "a portfolio has the keys instruments, sampling and risk");
        check_keys(root, {"instruments", "sampling", "risk"});
        Job job;
        Words sampling = root["sampling"] ? words(root["sampling"]) : Words{};
        for (const auto& [key, word] : overrides) sampling[key] = word;
        Given given{sampling, path_.string()};
        job.sampling = read_sampling(given);
        job.goal = read_goal(given);
        given.refuse_unused("sampling");
        job.described = described(sampling);
        if (root["instruments"]) read_instruments(root["instruments"], job);
        if (root["risk"]) job.risk = read_risk(root["risk"], job);
        if (job.contracts.empty() && !job.risk)
            mistaken(root, "there is nothing to price: add instruments or risk");
        check_dimensions(job);
        return job;
    }

  private:
    template <class... Args>
    [[noreturn]] void mistaken(const YAML::Node& node, fmt::format_string<Args...> text,
                               Args&&... args) const {
        run::mistaken("{}: {}", place(node), fmt::format(text, std::forward<Args>(args)...));
    }

    std::string place(const YAML::Node& node) const {
        return fmt::format("{}:{}", path_.string(), node.Mark().line + 1);
    }

    YAML::Node load() const {
        try {
            return YAML::LoadFile(path_.string());
        } catch (const YAML::BadFile&) {
            run::mistaken("cannot read {}", path_.string());
        } catch (const YAML::ParserException& error) {
            run::mistaken("{}:{}: {}", path_.string(), error.mark.line + 1, error.msg);
        }
    }

    void check_keys(const YAML::Node& map, const std::set<std::string>& allowed) const {
        for (const auto& entry : map) {
            if (!allowed.contains(entry.first.Scalar())) {
                mistaken(entry.first, "unknown key '{}'; allowed: {}", entry.first.Scalar(),
                         boost::join(allowed, ", "));
            }
        }
    }

    std::string flat(const YAML::Node& node) const {
        if (node.IsScalar()) return node.Scalar();
        if (!node.IsSequence()) mistaken(node, "must be a value or a list of values");
        std::vector<std::string> parts;
        for (const YAML::Node& each : node) parts.push_back(flat(each));
        return boost::join(parts, ",");
    }

    Words words(const YAML::Node& map) const {
        if (!map.IsMap()) mistaken(map, "must be keys with values");
        Words found;
        for (const auto& entry : map) {
            const std::string key = entry.first.Scalar();
            if (found.contains(key)) mistaken(entry.first, "'{}' is here twice", key);
            found[key] = {flat(entry.second), fmt::format("{}: {}", place(entry.first), key)};
        }
        return found;
    }

    void read_instruments(const YAML::Node& list, Job& job) const {
        if (!list.IsSequence()) mistaken(list, "instruments must be a list");
        std::set<std::string> names;
        for (const YAML::Node& node : list) {
            const Words given_words = words(node);
            Given given{given_words, place(node)};
            job.contracts.push_back(read_contract(given));
            const std::string& name = job.contracts.back().name;
            if (!names.insert(name).second)
                mistaken(node, "there is an instrument '{}' before; give each a name", name);
            job.described += described(given_words);
        }
    }

    Portfolio read_risk(const YAML::Node& node, Job& job) const {
        if (!node.IsMap()) mistaken(node, "risk has the keys positions, correlation, options and horizon");
        check_keys(node, {"positions", "correlation", "options", "horizon"});
        Portfolio portfolio;
        if (!node["positions"] || !node["positions"].IsSequence())
            mistaken(node, "risk needs a list of positions");
        for (const YAML::Node& each : node["positions"]) {
            Given given{words(each), place(each)};
            portfolio.positions.push_back({given.number("value", 0, -1e15, 1e15),
                                           given.number("mean", 0, -1, 1),
                                           given.number("deviation", 0.01, 1e-9, 1)});
            given.refuse_unused("a position");
            job.described += described(words(each));
        }
        Words rest;
        for (const char* key : {"correlation", "horizon"}) {
            if (node[key]) rest[key] = {flat(node[key]), fmt::format("{}: {}", place(node[key]), key)};
        }
        Given given{rest, place(node)};
        portfolio.correlation = read_correlation(given, portfolio.positions.size());
        portfolio.horizon = given.number("horizon", portfolio.horizon, 1e-6, 10);
        job.described += described(rest);
        if (node["options"]) {
            for (const YAML::Node& each : node["options"])
                portfolio.options.push_back(read_holding(each, portfolio, job));
        }
        return portfolio;
    }

    OptionHolding read_holding(const YAML::Node& node, const Portfolio& portfolio, Job& job) const {
        Given given{words(node), place(node)};
        OptionHolding option;
        option.quantity = given.number("quantity", 1, -1e15, 1e15);
        option.factor = static_cast<std::size_t>(
                            given.number("position", 1, 1, static_cast<double>(portfolio.positions.size()))) -
                        1;
        option.right = static_cast<Right>(given.choice("right", {"call", "put"}));
        option.asset = {given.number("spot", 100, 1e-12, 1e12), given.number("volatility", 0.2, 1e-6, 10),
                        given.number("dividend", 0, -1, 1)};
        option.strike = given.number("strike", 100, 1e-12, 1e12);
        option.maturity = given.number("maturity", 1, 1e-6, 1000);
        option.rate = given.number("rate", 0.05, -1, 10);
        given.refuse_unused("an option of the risk portfolio");
        if (option.maturity <= portfolio.horizon) mistaken(node, "the option ends before the horizon");
        job.described += described(words(node));
        return option;
    }

    std::filesystem::path path_;
};

}  // namespace

Job read_portfolio(const std::filesystem::path& file, const Words& overrides) {
    return PortfolioFile{file}.read(overrides);
}

Job single_instrument(const Words& instrument, const Words& sampling) {
    Given contract{instrument, "the command line"}, method{sampling, "the command line"};
    Job job;
    job.sampling = read_sampling(method);
    job.goal = read_goal(method);
    job.contracts.push_back(read_contract(contract));
    job.described = described(sampling) + described(instrument);
    check_dimensions(job);
    return job;
}

}  // namespace sluice::montecarlo
