#include "HDF5Reader.h"

#include <stdlib.h>
#include <string.h>

#include <hdf5.h>

struct HDF5File {
  hid_t id;
};

HDF5File *hdf5_open(const char *path, HDF5Status *status) {
  // Errors are told by the caller, in words; HDF5 would print its call stack.
  H5Eset_auto2(H5E_DEFAULT, NULL, NULL);
  if (H5Fis_hdf5(path) <= 0) {
    *status = HDF5StatusNotHDF5;
    return NULL;
  }
  hid_t id = H5Fopen(path, H5F_ACC_RDONLY, H5P_DEFAULT);
  HDF5File *file = id < 0 ? NULL : malloc(sizeof(*file));
  if (!file) {
    if (id >= 0) H5Fclose(id);
    *status = HDF5StatusDamaged;
    return NULL;
  }
  file->id = id;
  *status = HDF5StatusOpen;
  return file;
}

void hdf5_close(HDF5File *file) {
  if (!file) return;
  H5Fclose(file->id);
  free(file);
}

int hdf5_exists(HDF5File *file, const char *path) {
  hid_t object = H5Oopen(file->id, path, H5P_DEFAULT);
  if (object < 0) return 0;
  H5Oclose(object);
  return 1;
}

int hdf5_has_attribute(HDF5File *file, const char *group, const char *name) {
  return H5Aexists_by_name(file->id, group, name, H5P_DEFAULT) > 0;
}

// Copies `items` strings of fixed or variable length, ended by zeros, into one block.
static char *copy_strings(hid_t attribute, hid_t type, hid_t space, size_t items) {
  int variable = H5Tis_variable_str(type) > 0;
  size_t size = variable ? sizeof(char *) : H5Tget_size(type);
  char *raw = calloc(items ? items : 1, size + 1);
  char *result = NULL;
  hid_t memory_type = H5Tcopy(type);
  if (raw && H5Aread(attribute, memory_type, raw) >= 0) {
    size_t total = 0;
    for (size_t i = 0; i < items; i++) {
      const char *text = variable ? ((char **)raw)[i] : raw + i * size;
      total += (text ? strnlen(text, variable ? SIZE_MAX : size) : 0) + 1;
    }
    result = calloc(total + 1, 1);
    char *end = result;
    for (size_t i = 0; result && i < items; i++) {
      const char *text = variable ? ((char **)raw)[i] : raw + i * size;
      size_t length = text ? strnlen(text, variable ? SIZE_MAX : size) : 0;
      if (length) memcpy(end, text, length);
      end += length + 1;
    }
    if (variable) H5Dvlen_reclaim(memory_type, space, H5P_DEFAULT, raw);
  }
  H5Tclose(memory_type);
  free(raw);
  return result;
}

char *hdf5_string_attribute(HDF5File *file, const char *group, const char *name, size_t *count) {
  *count = 0;
  if (H5Aexists_by_name(file->id, group, name, H5P_DEFAULT) <= 0) return NULL;
  hid_t attribute = H5Aopen_by_name(file->id, group, name, H5P_DEFAULT, H5P_DEFAULT);
  if (attribute < 0) return NULL;
  hid_t type = H5Aget_type(attribute);
  hid_t space = H5Aget_space(attribute);
  char *result = NULL;
  if (H5Tget_class(type) == H5T_STRING) {
    hssize_t items = H5Sget_simple_extent_npoints(space);
    if (items >= 0) result = copy_strings(attribute, type, space, (size_t)items);
    if (result) *count = (size_t)items;
  }
  H5Sclose(space);
  H5Tclose(type);
  H5Aclose(attribute);
  return result;
}

int hdf5_dataset_shape(HDF5File *file, const char *path, int64_t *extents) {
  hid_t dataset = H5Dopen2(file->id, path, H5P_DEFAULT);
  if (dataset < 0) return -1;
  hid_t space = H5Dget_space(dataset);
  hsize_t dimensions[H5S_MAX_RANK];
  int rank = H5Sget_simple_extent_dims(space, dimensions, NULL);
  if (rank > 8) rank = -1;
  for (int i = 0; i < rank; i++) extents[i] = (int64_t)dimensions[i];
  H5Sclose(space);
  H5Dclose(dataset);
  return rank;
}

int hdf5_read_floats(HDF5File *file, const char *path, float *values, size_t count) {
  hid_t dataset = H5Dopen2(file->id, path, H5P_DEFAULT);
  if (dataset < 0) return 1;
  hid_t space = H5Dget_space(dataset);
  int failed = (size_t)H5Sget_simple_extent_npoints(space) != count ||
               H5Dread(dataset, H5T_NATIVE_FLOAT, H5S_ALL, H5S_ALL, H5P_DEFAULT, values) < 0;
  H5Sclose(space);
  H5Dclose(dataset);
  return failed;
}

void hdf5_free(void *memory) { free(memory); }
