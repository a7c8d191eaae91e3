#include "HDF5Writer.h"

#include <hdf5.h>
#include <pthread.h>

static void start(void) { H5open(); }

// Files in the form that h5py asks for, whatever the library's own default is: HDF5 2 has another than HDF5 1.
int64_t hdf5_writer_open(const char *path) {
  // One thread starts the library: H5P_FILE_ACCESS and the like are numbers that another would read too early.
  static pthread_once_t once = PTHREAD_ONCE_INIT;
  pthread_once(&once, start);
  hid_t list = H5Pcreate(H5P_FILE_ACCESS);
  H5Pset_libver_bounds(list, H5F_LIBVER_EARLIEST, H5F_LIBVER_LATEST);
  hid_t file = H5Fcreate(path, H5F_ACC_TRUNC, H5P_DEFAULT, list);
  H5Pclose(list);
  return file;
}

int64_t hdf5_writer_open_newest(const char *path) {
  hdf5_writer_close(hdf5_writer_open(path));
  hid_t list = H5Pcreate(H5P_FILE_ACCESS);
  H5Pset_libver_bounds(list, H5F_LIBVER_LATEST, H5F_LIBVER_LATEST);
  hid_t file = H5Fcreate(path, H5F_ACC_TRUNC, H5P_DEFAULT, list);
  H5Pclose(list);
  return file;
}

void hdf5_writer_close(int64_t file) { H5Fclose((hid_t)file); }

static hid_t making_parents(void) {
  hid_t list = H5Pcreate(H5P_LINK_CREATE);
  H5Pset_create_intermediate_group(list, 1);
  return list;
}

void hdf5_writer_group(int64_t file, const char *path) {
  hid_t list = making_parents();
  H5Gclose(H5Gcreate2((hid_t)file, path, list, H5P_DEFAULT, H5P_DEFAULT));
  H5Pclose(list);
}

static void string_attribute(int64_t file, const char *group, const char *name, size_t size,
                             const void *texts, size_t count) {
  hid_t type = H5Tcopy(H5T_C_S1);
  H5Tset_size(type, size);
  hsize_t extent = count;
  hid_t space = H5Screate_simple(1, &extent, NULL);
  hid_t attribute =
      H5Acreate_by_name((hid_t)file, group, name, type, space, H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT);
  H5Awrite(attribute, type, texts);
  H5Aclose(attribute);
  H5Sclose(space);
  H5Tclose(type);
}

void hdf5_writer_strings(int64_t file, const char *group, const char *name, const char *texts,
                         size_t count, size_t length) {
  string_attribute(file, group, name, length, texts, count);
}

void hdf5_writer_floats(int64_t file, const char *path, const float *values, int rank,
                        const int64_t *extents) {
  hsize_t dimensions[8];
  for (int i = 0; i < rank; i++) dimensions[i] = (hsize_t)extents[i];
  hid_t space = H5Screate_simple(rank, dimensions, NULL);
  hid_t list = making_parents();
  hid_t dataset =
      H5Dcreate2((hid_t)file, path, H5T_IEEE_F32LE, space, list, H5P_DEFAULT, H5P_DEFAULT);
  H5Dwrite(dataset, H5T_NATIVE_FLOAT, H5S_ALL, H5S_ALL, H5P_DEFAULT, values);
  H5Dclose(dataset);
  H5Pclose(list);
  H5Sclose(space);
}

void hdf5_writer_numbers(int64_t file, const char *path, const double *values, int rank,
                         const int64_t *extents, HDF5WriterType type, const int64_t *chunk,
                         int packing) {
  hid_t types[] = {H5T_IEEE_F32BE, H5T_IEEE_F64LE, H5T_STD_I16LE, H5T_STD_U8LE, H5T_STD_I64BE};
  hsize_t dimensions[8], chunks[8];
  for (int i = 0; i < rank; i++) {
    dimensions[i] = (hsize_t)extents[i];
    if (chunk) chunks[i] = (hsize_t)chunk[i];
  }
  hid_t space = H5Screate_simple(rank, dimensions, NULL);
  hid_t links = making_parents();
  hid_t list = H5Pcreate(H5P_DATASET_CREATE);
  if (chunk) H5Pset_chunk(list, rank, chunks);
  if (packing & HDF5WriterShuffle) H5Pset_shuffle(list);
  if (packing & HDF5WriterDeflate) H5Pset_deflate(list, 6);
  if (packing & HDF5WriterFletcher32) H5Pset_fletcher32(list);
  hid_t dataset = H5Dcreate2((hid_t)file, path, types[type], space, links, list, H5P_DEFAULT);
  if (values) H5Dwrite(dataset, H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT, values);
  H5Dclose(dataset);
  H5Pclose(list);
  H5Pclose(links);
  H5Sclose(space);
}

void hdf5_writer_external_link(int64_t file, const char *path, const char *other) {
  hid_t list = making_parents();
  H5Lcreate_external(other, "/data", (hid_t)file, path, list, H5P_DEFAULT);
  H5Pclose(list);
}

void hdf5_writer_soft_link(int64_t file, const char *path, const char *target) {
  hid_t list = making_parents();
  H5Lcreate_soft(target, (hid_t)file, path, list, H5P_DEFAULT);
  H5Pclose(list);
}

void hdf5_writer_external_storage(int64_t file, const char *path, const char *other, int64_t count) {
  hsize_t dimensions = (hsize_t)count;
  hid_t space = H5Screate_simple(1, &dimensions, NULL);
  hid_t links = making_parents();
  hid_t list = H5Pcreate(H5P_DATASET_CREATE);
  H5Pset_external(list, other, 0, dimensions * 4);
  H5Dclose(H5Dcreate2((hid_t)file, path, H5T_IEEE_F32LE, space, links, list, H5P_DEFAULT));
  H5Pclose(list);
  H5Pclose(links);
  H5Sclose(space);
}

void hdf5_writer_virtual(int64_t file, const char *path, const char *other, int64_t count) {
  hsize_t dimensions = (hsize_t)count;
  hid_t space = H5Screate_simple(1, &dimensions, NULL);
  hid_t links = making_parents();
  hid_t list = H5Pcreate(H5P_DATASET_CREATE);
  H5Pset_virtual(list, space, other, "/data", space);
  H5Dclose(H5Dcreate2((hid_t)file, path, H5T_IEEE_F32LE, space, links, list, H5P_DEFAULT));
  H5Pclose(list);
  H5Pclose(links);
  H5Sclose(space);
}

void hdf5_writer_named_type(int64_t file, const char *group, const char *name) {
  hid_t type = H5Tcopy(H5T_IEEE_F64LE);
  H5Tcommit2((hid_t)file, "type", type, H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT);
  hid_t space = H5Screate(H5S_SCALAR);
  hid_t attribute =
      H5Acreate_by_name((hid_t)file, group, name, type, space, H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT);
  double value = 1;
  H5Awrite(attribute, H5T_NATIVE_DOUBLE, &value);
  H5Aclose(attribute);
  H5Sclose(space);
  H5Tclose(type);
}

void hdf5_writer_variable_strings(int64_t file, const char *group, const char *name,
                                  const char *const *texts, size_t count) {
  string_attribute(file, group, name, H5T_VARIABLE, texts, count);
}
