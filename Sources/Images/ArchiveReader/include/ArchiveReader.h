#pragma once

#include <stddef.h>
#include <stdint.h>

/// An open archive: tar, compressed or not, or zip.
typedef struct ArchiveFile ArchiveFile;

/// Opens an archive; NULL on failure, with the reason in `message`.
ArchiveFile *archive_file_open(const char *path, char *message, size_t message_size);
void archive_file_close(ArchiveFile *file);

/// Steps to the next regular file. Returns 1, 0 at the end, or -1 on failure.
int archive_file_next(ArchiveFile *file, const char **name, int64_t *size);

/// Reads up to `count` bytes of the current file. Returns how many, 0 at its end, or -1 on failure.
int64_t archive_file_read(ArchiveFile *file, void *bytes, size_t count);

/// Why the last call failed.
const char *archive_file_message(ArchiveFile *file);

/// An array of structs out of a MATLAB file.
typedef struct MatlabStructs MatlabStructs;

/// Reads a variable; NULL on failure, with the reason in `message`.
MatlabStructs *matlab_structs_open(const char *path, const char *variable, char *message,
                                   size_t message_size);
void matlab_structs_close(MatlabStructs *structs);
size_t matlab_structs_count(MatlabStructs *structs);

/// A number of one struct. Returns 0 on success.
int matlab_structs_number(MatlabStructs *structs, const char *field, size_t index, double *number);

/// A text of one struct, ended by a zero byte. Returns 0 on success.
int matlab_structs_text(MatlabStructs *structs, const char *field, size_t index, char *text,
                        size_t size);
