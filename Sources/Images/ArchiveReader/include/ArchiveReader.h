#pragma once

#include <stddef.h>
#include <stdint.h>

/// An open archive: tar, compressed or not, or zip.
typedef struct ArchiveFile ArchiveFile;

typedef enum {
  ArchiveEntryFile = 0,
  /// A soft or hard link.
  ArchiveEntryLink = 1,
  /// A folder, a device or a pipe.
  ArchiveEntryOther = 2,
} ArchiveEntryKind;

/// What an archive says of one of its entries.
typedef struct {
  /// Valid until the next step; NULL when the archive gives no name.
  const char *name;
  /// In bytes, or -1 when the archive does not tell.
  int64_t size;
  ArchiveEntryKind kind;
} ArchiveEntryInfo;

/// Why an archive cannot be opened, in the library's words.
typedef struct {
  char message[256];
} ArchiveFailure;

/// Opens an archive; NULL on failure.
ArchiveFile *archive_file_open(const char *path, ArchiveFailure *failure);
void archive_file_close(ArchiveFile *file);

/// Steps to the next entry. Returns 1, 0 at the end, or -1 on failure.
int archive_file_next(ArchiveFile *file, ArchiveEntryInfo *info);

/// Reads up to `count` bytes of the current entry. Returns how many, 0 at its end, or -1 on failure.
int64_t archive_file_read(ArchiveFile *file, void *bytes, size_t count);

/// Why the last call failed.
const char *archive_file_message(ArchiveFile *file);
