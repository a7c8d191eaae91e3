#include "HDF5Reader.h"
