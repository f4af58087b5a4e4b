// SPDX-License-Identifier: Apache-2.0
#include "io/number.hpp"

namespace sluice::io {

hid_t native_type(Number number) {
    switch (number) {
        case Number::f64:
            return H5T_NATIVE_DOUBLE;
        case Number::f32:
            return H5T_NATIVE_FLOAT;
        case Number::i64:
            return H5T_NATIVE_INT64;
        case Number::i32:
            return H5T_NATIVE_INT32;
        case Number::u64:
            return H5T_NATIVE_UINT64;
        case Number::u32:
            return H5T_NATIVE_UINT32;
        case Number::u8:
            return H5T_NATIVE_UINT8;
    }
    return H5I_INVALID_HID;
}

hid_t stored_type(Number number) {
    switch (number) {
        case Number::f64:
            return H5T_IEEE_F64LE;
        case Number::f32:
            return H5T_IEEE_F32LE;
        case Number::i64:
            return H5T_STD_I64LE;
        case Number::i32:
            return H5T_STD_I32LE;
        case Number::u64:
            return H5T_STD_U64LE;
        case Number::u32:
            return H5T_STD_U32LE;
        case Number::u8:
            return H5T_STD_U8LE;
    }
    return H5I_INVALID_HID;
}

}  // namespace sluice::io
