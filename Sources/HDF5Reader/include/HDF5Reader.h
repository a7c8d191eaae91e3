#ifndef HDF5READER_H
#define HDF5READER_H
#endif
