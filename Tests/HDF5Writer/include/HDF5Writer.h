#pragma once

#include <stddef.h>
#include <stdint.h>

/// Writes HDF5 files for tests, in the layout of Keras.
int64_t hdf5_writer_open(const char *path);
/// The same in the newest form of everything, in which a group's links are messages.
int64_t hdf5_writer_open_newest(const char *path);
void hdf5_writer_close(int64_t file);
void hdf5_writer_group(int64_t file, const char *path);

/// An attribute of strings of equal length, each padded with zeros to `length`.
void hdf5_writer_strings(int64_t file, const char *group, const char *name, const char *texts,
                         size_t count, size_t length);

void hdf5_writer_floats(int64_t file, const char *path, const float *values, int rank,
                        const int64_t *extents);

typedef enum {
  HDF5WriterFloat32BigEndian,
  HDF5WriterFloat64,
  HDF5WriterInt16,
  HDF5WriterUInt8,
  HDF5WriterInt64BigEndian,
} HDF5WriterType;

enum { HDF5WriterShuffle = 1, HDF5WriterDeflate = 2, HDF5WriterFletcher32 = 4 };

/// Numbers of another type than float32, in one piece or, when `chunk` is not NULL, in chunks that may be
/// packed; without `values` they are not written.
void hdf5_writer_numbers(int64_t file, const char *path, const double *values, int rank,
                         const int64_t *extents, HDF5WriterType type, const int64_t *chunk,
                         int packing);

/// Links to `/data` of another file, and inside of this one.
void hdf5_writer_external_link(int64_t file, const char *path, const char *other);
void hdf5_writer_soft_link(int64_t file, const char *path, const char *target);

/// Floats whose bytes are another file, or which are a dataset of another file.
void hdf5_writer_external_storage(int64_t file, const char *path, const char *other, int64_t count);
void hdf5_writer_virtual(int64_t file, const char *path, const char *other, int64_t count);

/// An attribute whose type is an object of its own, `/type`.
void hdf5_writer_named_type(int64_t file, const char *group, const char *name);

/// An attribute of strings of any length.
void hdf5_writer_variable_strings(int64_t file, const char *group, const char *name,
                                  const char *const *texts, size_t count);
