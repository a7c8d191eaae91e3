#pragma once

#include <stddef.h>
#include <stdint.h>

/// Writes HDF5 files for tests, in the layout of Keras.
int64_t hdf5_writer_open(const char *path);
void hdf5_writer_close(int64_t file);
void hdf5_writer_group(int64_t file, const char *path);

/// An attribute of strings of equal length, each padded with zeros to `length`.
void hdf5_writer_strings(int64_t file, const char *group, const char *name, const char *texts,
                         size_t count, size_t length);

void hdf5_writer_floats(int64_t file, const char *path, const float *values, int rank,
                        const int64_t *extents);
