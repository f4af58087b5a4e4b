# SPDX-License-Identifier: Apache-2.0
"""Reads every variable of a results file with one of Python's libraries.

    open_wholly.py h5py|netcdf4|h5netcdf FILE

The last two are engines of xarray. Prints the shape of each variable; exit code 77 if the library is missing.
"""
import importlib
import sys

MODULES = {"h5py": ["h5py"], "netcdf4": ["netCDF4", "xarray"], "h5netcdf": ["h5netcdf", "xarray"]}


def require(library):
    try:
        for module in MODULES[library]:
            importlib.import_module(module)
    except ImportError as error:
        print(error)
        sys.exit(77)


def main(library, path):
    require(library)
    if library == "h5py":
        import h5py

        with h5py.File(path, "r") as file:
            for name in file:
                print(name, file[name][()].shape)
    else:
        import xarray

        with xarray.open_dataset(path, engine=library) as data:
            for name in data.variables:
                print(name, data[name].values.shape)


main(*sys.argv[1:])
