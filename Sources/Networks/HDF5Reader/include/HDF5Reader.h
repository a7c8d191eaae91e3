#pragma once

#include <stddef.h>
#include <stdint.h>

/// An open HDF5 file.
typedef struct HDF5File HDF5File;

typedef enum {
  HDF5StatusOpen = 0,
  /// The file does not begin like an HDF5 file.
  HDF5StatusNotHDF5 = 1,
  /// The file begins like one, but is cut off or damaged.
  HDF5StatusDamaged = 2,
} HDF5Status;

/// Opens a file for reading; NULL unless `*status` is `HDF5StatusOpen`.
HDF5File *hdf5_open(const char *path, HDF5Status *status);
void hdf5_close(HDF5File *file);

/// Whether there is a group or dataset of that path.
int hdf5_exists(HDF5File *file, const char *path);

/// Whether a group has an attribute of that name, of whatever type.
int hdf5_has_attribute(HDF5File *file, const char *group, const char *name);

/// The strings of an attribute of a group, one behind the other, each ended by a zero byte.
/// Returns NULL when there is no such attribute or it holds no strings; free with `hdf5_free`.
char *hdf5_string_attribute(HDF5File *file, const char *group, const char *name, size_t *count);

/// The extents of a dataset. Returns its rank, at most 8, or -1.
int hdf5_dataset_shape(HDF5File *file, const char *path, int64_t *extents);

/// Reads a dataset of numbers as floats; `count` must be the product of its extents. 0 on success.
int hdf5_read_floats(HDF5File *file, const char *path, float *values, size_t count);

void hdf5_free(void *memory);
