#include "ArchiveReader.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include <archive.h>
#include <archive_entry.h>

struct ArchiveFile {
  struct archive *archive;
};

ArchiveFile *archive_file_open(const char *path, char *message, size_t message_size) {
  ArchiveFile *file = calloc(1, sizeof(*file));
  struct archive *archive = archive_read_new();
  if (!file || !archive) {
    snprintf(message, message_size, "out of memory");
    free(file);
    return NULL;
  }
  archive_read_support_filter_all(archive);
  archive_read_support_format_tar(archive);
  archive_read_support_format_zip(archive);
  if (archive_read_open_filename(archive, path, 1 << 20) != ARCHIVE_OK) {
    snprintf(message, message_size, "%s", archive_error_string(archive));
    archive_read_free(archive);
    free(file);
    return NULL;
  }
  file->archive = archive;
  return file;
}

void archive_file_close(ArchiveFile *file) {
  if (!file) return;
  archive_read_free(file->archive);
  free(file);
}

int archive_file_next(ArchiveFile *file, const char **name, int64_t *size) {
  struct archive_entry *entry;
  for (;;) {
    int status = archive_read_next_header(file->archive, &entry);
    if (status == ARCHIVE_EOF) return 0;
    if (status != ARCHIVE_OK && status != ARCHIVE_WARN) return -1;
    if (archive_entry_filetype(entry) != AE_IFREG) continue;
    *name = archive_entry_pathname(entry);
    *size = archive_entry_size(entry);
    return 1;
  }
}

int64_t archive_file_read(ArchiveFile *file, void *bytes, size_t count) {
  la_ssize_t read = archive_read_data(file->archive, bytes, count);
  return read < 0 ? -1 : read;
}

const char *archive_file_message(ArchiveFile *file) {
  const char *text = archive_error_string(file->archive);
  return text ? text : "the archive ends early";
}
