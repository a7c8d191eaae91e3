#include "ImageCodecs.h"

#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jerror.h>
#include <jpeglib.h>

typedef struct {
  struct jpeg_error_mgr base;
  jmp_buf escape;
  char *message;
} ErrorManager;

static void leave(j_common_ptr info) {
  ErrorManager *errors = (ErrorManager *)info->err;
  char text[JMSG_LENGTH_MAX];
  info->err->format_message(info, text);
  snprintf(errors->message, sizeof(((EncodedImage *)0)->message), "%s", text);
  longjmp(errors->escape, 1);
}

int image_encode_jpeg(const uint8_t *pixels, int width, int height, int quality, EncodedImage *file) {
  memset(file, 0, sizeof(*file));
  struct jpeg_compress_struct info;
  ErrorManager errors;
  // Written by the library, read after longjmp.
  unsigned char *volatile kept = NULL;
  unsigned char *bytes = NULL;
  unsigned long count = 0;
  info.err = jpeg_std_error(&errors.base);
  errors.base.error_exit = leave;
  errors.message = file->message;
  if (setjmp(errors.escape)) {
    jpeg_destroy_compress(&info);
    free(kept);
    return 1;
  }
  jpeg_create_compress(&info);
  jpeg_mem_dest(&info, &bytes, &count);
  info.image_width = (JDIMENSION)width;
  info.image_height = (JDIMENSION)height;
  info.input_components = 3;
  info.in_color_space = JCS_RGB;
  jpeg_set_defaults(&info);
  jpeg_set_quality(&info, quality, TRUE);
  info.optimize_coding = TRUE;
  // No colour subsampling: the pictures are small.
  for (int i = 0; i < 3; i++) info.comp_info[i].h_samp_factor = info.comp_info[i].v_samp_factor = 1;
  jpeg_start_compress(&info, TRUE);
  while (info.next_scanline < info.image_height) {
    JSAMPROW row = (JSAMPROW)(pixels + (size_t)info.next_scanline * (size_t)width * 3);
    jpeg_write_scanlines(&info, &row, 1);
    kept = bytes;
  }
  jpeg_finish_compress(&info);
  jpeg_destroy_compress(&info);
  file->bytes = bytes;
  file->count = count;
  return 0;
}
