#include "ArchiveReader.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include <archive.h>
#include <archive_entry.h>

struct ArchiveFile {
  struct archive *archive;
};

static void say(ArchiveFailure *failure, const char *text) {
  snprintf(failure->message, sizeof(failure->message), "%s", text);
}

ArchiveFile *archive_file_open(const char *path, ArchiveFailure *failure) {
  ArchiveFile *file = calloc(1, sizeof(*file));
  struct archive *archive = archive_read_new();
  if (!file || !archive) {
    say(failure, "out of memory");
    if (archive) archive_read_free(archive);
    free(file);
    return NULL;
  }
  // Not all filters: for some of them the library would start other programs.
  archive_read_support_filter_gzip(archive);
  archive_read_support_filter_bzip2(archive);
  archive_read_support_filter_xz(archive);
  archive_read_support_filter_zstd(archive);
  archive_read_support_format_tar(archive);
  archive_read_support_format_zip(archive);
  if (archive_read_open_filename(archive, path, 1 << 20) != ARCHIVE_OK) {
    const char *text = archive_error_string(archive);
    say(failure, text ? text : "it cannot be opened");
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

int archive_file_next(ArchiveFile *file, ArchiveEntryInfo *info) {
  struct archive_entry *entry;
  int status = archive_read_next_header(file->archive, &entry);
  if (status == ARCHIVE_EOF) return 0;
  if (status != ARCHIVE_OK && status != ARCHIVE_WARN) return -1;
  info->name = archive_entry_pathname(entry);
  info->size = archive_entry_size_is_set(entry) ? archive_entry_size(entry) : -1;
  if (archive_entry_hardlink(entry) || archive_entry_filetype(entry) == AE_IFLNK) {
    info->kind = ArchiveEntryLink;
  } else {
    info->kind = archive_entry_filetype(entry) == AE_IFREG ? ArchiveEntryFile : ArchiveEntryOther;
  }
  return 1;
}

int64_t archive_file_read(ArchiveFile *file, void *bytes, size_t count) {
  la_ssize_t read = archive_read_data(file->archive, bytes, count);
  return read < 0 ? -1 : read;
}

const char *archive_file_message(ArchiveFile *file) {
  const char *text = archive_error_string(file->archive);
  return text ? text : "the archive ends early";
}
