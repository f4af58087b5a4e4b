// SPDX-License-Identifier: Apache-2.0
#include "io/typeface.hpp"

#include <array>

namespace sluice::io {
namespace {

struct Letter {
    char code;
    std::string_view strokes;
};

constexpr std::string_view kBox = "0209494202";

constexpr std::array kLetters{
    Letter{'A', "023962 1454"},
    Letter{'B', "0209 ~09494606 ~06565202"},
    Letter{'C', "~575909025254"},
    Letter{'D', "0209 ~09595202"},
    Letter{'E', "49090242 0636"},
    Letter{'F', "490902 0636"},
    Letter{'G', "~575909025255 5535"},
    Letter{'H', "0209 5259 0656"},
    Letter{'I', "0209"},
    Letter{'J', "~3935320203"},
    Letter{'K', "0209 5904 2652"},
    Letter{'L', "090242"},
    Letter{'M', "0209346962"},
    Letter{'N', "02095259"},
    Letter{'O', "~390902626939"},
    Letter{'P', "0209 ~09595505"},
    Letter{'Q', "~390902626939 4461"},
    Letter{'R', "0209 ~09595505 3552"},
    Letter{'S', "~5759090655520204"},
    Letter{'T', "0969 3932"},
    Letter{'U', "~0905025255 5559"},
    Letter{'V', "093269"},
    Letter{'W', "0922486289"},
    Letter{'X', "0259 0952"},
    Letter{'Y', "093569 3532"},
    Letter{'Z', "09590252"},
    Letter{'a', "4742 ~464707024243"},
    Letter{'b', "0902 ~060747420203"},
    Letter{'c', "~464707024243"},
    Letter{'d', "4942 ~464707024243"},
    Letter{'e', "0545 ~454707024243"},
    Letter{'f', "~3919171512 0737"},
    Letter{'g', "~464707024243 4743 ~43400001"},
    Letter{'h', "0902 ~0507474542"},
    Letter{'i', "0207 09"},
    Letter{'j', "1713 ~131000 19"},
    Letter{'k', "0902 4703 2542"},
    Letter{'l', "0902"},
    Letter{'m', "0702 ~0507373532 ~3537676562"},
    Letter{'n', "0702 ~0507474542"},
    Letter{'o', "~270702424727"},
    Letter{'p', "0700 ~060747420203"},
    Letter{'q', "4740 ~464707024243"},
    Letter{'r', "0702 ~040737"},
    Letter{'s', "~4647070544420203"},
    Letter{'t', "1915 ~151232 0737"},
    Letter{'u', "~0704024244 4742"},
    Letter{'v', "072247"},
    Letter{'w', "0712365267"},
    Letter{'x', "0247 0742"},
    Letter{'y', "0722 4710"},
    Letter{'z', "07470242"},
    Letter{'0', "~290902424929"},
    Letter{'1', "072922"},
    Letter{'2', "~0709494602 0242"},
    Letter{'3', "~0809494616 ~1646420204"},
    Letter{'4', "390444 3932"},
    Letter{'5', "490906 ~0646420203"},
    Letter{'6', "~39090242460604"},
    Letter{'7', "094912"},
    Letter{'8', "~290906464929 ~260602424626"},
    Letter{'9', "~12424909054547"},
    Letter{'.', "02"},
    Letter{',', "1200"},
    Letter{':', "02 06"},
    Letter{';', "1200 16"},
    Letter{'!', "0905 02"},
    Letter{'?', "~0709494624 22"},
    Letter{'-', "0535"},
    Letter{'+', "0545 2327"},
    Letter{'=', "0444 0646"},
    Letter{'*', "2529 0748 0847"},
    Letter{'/', "0139"},
    Letter{'\\', "0931"},
    Letter{'(', "~19070410"},
    Letter{')', "~09171400"},
    Letter{'[', "19090010"},
    Letter{']', "09191000"},
    Letter{'<', "470543"},
    Letter{'>', "074503"},
    Letter{'^', "072947"},
    Letter{'|', "0009"},
    Letter{'_', "0141"},
    Letter{'\'', "0907"},
    Letter{'"', "0907 2927"},
    Letter{'%', "0249 ~0809191808 ~3343423233"},
};

}  // namespace

std::string_view strokes_of(char letter) {
    for (const auto& [code, strokes] : kLetters) {
        if (code == letter) return strokes;
    }
    return kBox;
}

}  // namespace sluice::io
