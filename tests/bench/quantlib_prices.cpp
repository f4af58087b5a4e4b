// SPDX-License-Identifier: Apache-2.0
#include "tests/bench/quantlib_prices.hpp"

#ifdef SLUICE_QUANTLIB

#include <ql/exercise.hpp>
#include <ql/instruments/asianoption.hpp>
#include <ql/instruments/barrieroption.hpp>
#include <ql/instruments/basketoption.hpp>
#include <ql/instruments/vanillaoption.hpp>
#include <ql/pricingengines/asian/mc_discr_arith_av_price.hpp>
#include <ql/pricingengines/barrier/mcbarrierengine.hpp>
#include <ql/pricingengines/basket/mceuropeanbasketengine.hpp>
#include <ql/pricingengines/vanilla/mcamericanengine.hpp>
#include <ql/pricingengines/vanilla/mceuropeanengine.hpp>
#include <ql/pricingengines/vanilla/mceuropeanhestonengine.hpp>
#include <ql/processes/blackscholesprocess.hpp>
#include <ql/processes/hestonprocess.hpp>
#include <ql/processes/stochasticprocessarray.hpp>
#include <ql/quotes/simplequote.hpp>
#include <ql/settings.hpp>
#include <ql/termstructures/volatility/equityfx/blackconstantvol.hpp>
#include <ql/termstructures/yield/flatforward.hpp>
#include <ql/time/calendars/nullcalendar.hpp>
#include <ql/time/daycounters/actual365fixed.hpp>

#include "tests/bench/bench.hpp"

namespace sluice::bench {
namespace {

using namespace QuantLib;

const Date kToday{2, January, 2023};
const DayCounter kDays = Actual365Fixed();

Handle<YieldTermStructure> flat(double rate) {
    return Handle<YieldTermStructure>(ext::make_shared<FlatForward>(kToday, rate, kDays));
}

ext::shared_ptr<GeneralizedBlackScholesProcess> process(double spot, double volatility, double rate) {
    Settings::instance().evaluationDate() = kToday;
    const auto surface = ext::make_shared<BlackConstantVol>(kToday, NullCalendar(), volatility, kDays);
    return ext::make_shared<BlackScholesMertonProcess>(Handle<Quote>(ext::make_shared<SimpleQuote>(spot)),
                                                       flat(0), flat(rate),
                                                       Handle<BlackVolTermStructure>(surface));
}

ext::shared_ptr<Exercise> in_a_year() { return ext::make_shared<EuropeanExercise>(kToday + 365); }

ext::shared_ptr<StrikedTypePayoff> payoff(Option::Type type, double strike) {
    return ext::make_shared<PlainVanillaPayoff>(type, strike);
}

template <class Instrument>
double paths_per_second(Instrument& instrument, const ext::shared_ptr<PricingEngine>& engine, double paths) {
    instrument.setPricingEngine(engine);
    const Stopwatch watch;
    (void)instrument.NPV();
    return paths / watch.seconds();
}

}  // namespace

std::optional<double> quantlib_european() {
    constexpr Size paths = 1'000'000;
    VanillaOption option(payoff(Option::Call, 100), in_a_year());
    return paths_per_second(option,
                            MakeMCEuropeanEngine<PseudoRandom>(process(100, 0.2, 0.05))
                                .withSteps(1)
                                .withSamples(paths)
                                .withSeed(1),
                            paths);
}

std::optional<double> quantlib_asian() {
    constexpr Size paths = 10'000, fixings = 252;
    std::vector<Date> dates;
    for (Size n = 1; n <= fixings; ++n) dates.push_back(kToday + static_cast<Integer>(n));
    DiscreteAveragingAsianOption option(Average::Arithmetic, 0, 0, dates, payoff(Option::Call, 100),
                                        ext::make_shared<EuropeanExercise>(dates.back()));
    return paths_per_second(option,
                            MakeMCDiscreteArithmeticAPEngine<PseudoRandom>(process(100, 0.2, 0.05))
                                .withSamples(paths)
                                .withSeed(1),
                            paths);
}

std::optional<double> quantlib_barrier() {
    constexpr Size paths = 10'000, steps = 252;
    BarrierOption option(Barrier::DownOut, 90, 0, payoff(Option::Call, 100), in_a_year());
    return paths_per_second(option,
                            MakeMCBarrierEngine<PseudoRandom>(process(100, 0.2, 0.05))
                                .withSteps(steps)
                                .withSamples(paths)
                                .withBias()
                                .withSeed(1),
                            paths);
}

std::optional<double> quantlib_basket() {
    constexpr Size paths = 200'000, assets = 5;
    std::vector<ext::shared_ptr<StochasticProcess1D>> processes;
    Matrix correlation(assets, assets, 0.5);
    for (Size n = 0; n < assets; ++n) {
        processes.push_back(process(100, 0.25, 0.05));
        correlation[n][n] = 1;
    }
    BasketOption option(ext::make_shared<AverageBasketPayoff>(payoff(Option::Call, 100), assets),
                        in_a_year());
    return paths_per_second(option,
                            MakeMCEuropeanBasketEngine<PseudoRandom>(
                                ext::make_shared<StochasticProcessArray>(processes, correlation))
                                .withSteps(1)
                                .withSamples(paths)
                                .withSeed(1),
                            paths);
}

std::optional<double> quantlib_heston() {
    constexpr Size paths = 40'000, steps = 32;
    Settings::instance().evaluationDate() = kToday;
    const auto heston = ext::make_shared<HestonProcess>(
        flat(0.05), flat(0), Handle<Quote>(ext::make_shared<SimpleQuote>(100)), 0.04, 1, 0.04, 0.5, -0.5,
        HestonProcess::QuadraticExponentialMartingale);
    VanillaOption option(payoff(Option::Call, 100), in_a_year());
    return paths_per_second(
        option,
        MakeMCEuropeanHestonEngine<PseudoRandom>(heston).withSteps(steps).withSamples(paths).withSeed(1),
        paths);
}

std::optional<double> quantlib_american() {
    constexpr Size paths = 20'000, steps = 50;
    VanillaOption option(payoff(Option::Put, 40), ext::make_shared<AmericanExercise>(kToday, kToday + 365));
    return paths_per_second(option,
                            MakeMCAmericanEngine<PseudoRandom>(process(36, 0.2, 0.06))
                                .withSteps(steps)
                                .withSamples(paths)
                                .withCalibrationSamples(paths)
                                .withPolynomialOrder(3)
                                .withBasisSystem(LsmBasisSystem::Monomial)
                                .withSeed(1),
                            2.0 * paths);
}

}  // namespace sluice::bench

#else

namespace sluice::bench {

std::optional<double> quantlib_european() { return std::nullopt; }
std::optional<double> quantlib_asian() { return std::nullopt; }
std::optional<double> quantlib_barrier() { return std::nullopt; }
std::optional<double> quantlib_basket() { return std::nullopt; }
std::optional<double> quantlib_heston() { return std::nullopt; }
std::optional<double> quantlib_american() { return std::nullopt; }

}  // namespace sluice::bench

#endif
