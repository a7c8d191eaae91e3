#include "ImageCodecs.h"

#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// The numbers of libjpeg's messages depend on its version, which the first of the two defines.
#include <jpeglib.h>

#include <jerror.h>

#include "CodecMessage.h"

enum {
  MESSAGE_SIZE = sizeof(((DecodingFailure *)0)->message),
  // Blocks of 8 by 8 coefficients that may be visited in all scans together: about two seconds. A picture
  // of 30 megapixels with ten scans takes 15 million.
  MAXIMUM_VISITS = 1 << 27,
};

// libjpeg reports errors by leaving the function that found them: setjmp has to be in C.
typedef struct {
  struct jpeg_error_mgr base;
  jmp_buf escape;
  char *message;
  // An end may be made up because the file has none, and was.
  int may_make_up_end;
  int has_made_up_end;
} ErrorManager;

static void leave_saying(j_common_ptr info, const char *text) {
  ErrorManager *errors = (ErrorManager *)info->err;
  image_codecs_say(errors->message, MESSAGE_SIZE, text);
  longjmp(errors->escape, 1);
}

static void leave(j_common_ptr info) {
  char text[JMSG_LENGTH_MAX];
  info->err->format_message(info, text);
  leave_saying(info, text);
}

// Warnings (such as stray bytes between markers) do not stop TensorFlow either. But where an end was made
// up, the warning that data are missing is true.
static void warn(j_common_ptr info, int level) {
  ErrorManager *errors = (ErrorManager *)info->err;
  if (level >= 0) return;
  info->err->num_warnings++;
  if (errors->has_made_up_end && info->err->msg_code == JWRN_HIT_MARKER) {
    leave_saying(info, "the file ends early");
  }
}

static void ignore(j_common_ptr info) { (void)info; }

// The data end although the picture does not. libjpeg would make up an end and fill the rest with grey,
// which TensorFlow refuses and so do we; but a file that lacks only the marker of its end is whole.
static boolean out_of_data(j_decompress_ptr info) {
  static const JOCTET end[2] = {0xFF, JPEG_EOI};
  ErrorManager *errors = (ErrorManager *)info->err;
  if (!errors->may_make_up_end || errors->has_made_up_end) ERREXIT(info, JERR_INPUT_EOF);
  errors->has_made_up_end = 1;
  info->src->next_input_byte = end;
  info->src->bytes_in_buffer = sizeof(end);
  return TRUE;
}

static void nothing(j_decompress_ptr info) { (void)info; }

static void skip(j_decompress_ptr info, long count) {
  struct jpeg_source_mgr *source = info->src;
  if (count <= 0) return;
  if ((size_t)count > source->bytes_in_buffer) ERREXIT(info, JERR_INPUT_EOF);
  source->next_input_byte += count;
  source->bytes_in_buffer -= (size_t)count;
}

// Blocks of all colours.
static double block_count(j_decompress_ptr info) {
  double count = 0;
  for (int i = 0; i < info->num_components; i++) {
    count += (double)info->comp_info[i].width_in_blocks * info->comp_info[i].height_in_blocks;
  }
  return count;
}

// A small file can hold thousands of scans, each of which goes through all blocks.
static void watch(j_common_ptr common) {
  j_decompress_ptr info = (j_decompress_ptr)common;
  if (block_count(info) * info->input_scan_number > MAXIMUM_VISITS) {
    leave_saying(common, "it has too many scans");
  }
}

// CMYK as Adobe writes it is inverted.
static void cmyk_to_rgb(const JSAMPLE *line, int width, int inverted, uint8_t *out) {
  for (int x = 0; x < width; x++) {
    int c = line[4 * x], m = line[4 * x + 1], y = line[4 * x + 2], k = line[4 * x + 3];
    if (!inverted) {
      c = 255 - c;
      m = 255 - m;
      y = 255 - y;
      k = 255 - k;
    }
    out[3 * x] = (uint8_t)(k * c / 255);
    out[3 * x + 1] = (uint8_t)(k * m / 255);
    out[3 * x + 2] = (uint8_t)(k * y / 255);
  }
}

// Three equal numbers a pixel.
static void gray_to_rgb(const JSAMPLE *line, int width, uint8_t *out) {
  for (int x = 0; x < width; x++) out[3 * x] = out[3 * x + 1] = out[3 * x + 2] = line[x];
}

int image_decode_jpeg(const uint8_t *bytes, size_t count, int gray, PictureReceiver receiver,
                      DecodingFailure *failure) {
  memset(failure, 0, sizeof(*failure));
  struct jpeg_decompress_struct info;
  ErrorManager errors;
  // Allocated after setjmp, read after longjmp.
  uint8_t *volatile row = NULL;
  JSAMPLE *volatile line = NULL;

  info.err = jpeg_std_error(&errors.base);
  errors.base.error_exit = leave;
  errors.base.output_message = ignore;
  errors.base.emit_message = warn;
  errors.message = failure->message;
  errors.may_make_up_end = 0;
  errors.has_made_up_end = 0;
  struct jpeg_progress_mgr progress = {.progress_monitor = watch};
  if (setjmp(errors.escape)) {
    jpeg_destroy_decompress(&info);
    free(row);
    free(line);
    return 1;
  }
  jpeg_create_decompress(&info);
  struct jpeg_source_mgr source = {
      .next_input_byte = bytes,
      .bytes_in_buffer = count,
      .init_source = nothing,
      .fill_input_buffer = out_of_data,
      .skip_input_data = skip,
      .resync_to_restart = jpeg_resync_to_restart,
      .term_source = nothing,
  };
  info.src = &source;
  jpeg_read_header(&info, TRUE);
  int four = info.jpeg_color_space == JCS_CMYK || info.jpeg_color_space == JCS_YCCK;
  if (gray && four) {
    failure->is_never_gray = 1;
    leave_saying((j_common_ptr)&info, "no gray");
  }
  info.out_color_space = gray ? JCS_GRAYSCALE : four ? JCS_CMYK : JCS_RGB;
  info.dct_method = JDCT_IFAST;
  info.do_fancy_upsampling = TRUE;
  info.progress = &progress;
  size_t width = info.image_width, height = info.image_height;
  // Before memory is asked for. Every block takes one bit at least.
  double blocks = block_count(&info);
  if (!info.arith_code && blocks > 8.0 * (double)count) {
    leave_saying((j_common_ptr)&info, "the file is too short for its extents");
  }
  // The coefficients of all blocks are kept when they come in several scans.
  double kept = jpeg_has_multiple_scans(&info) ? blocks * DCTSIZE2 * sizeof(JCOEF) : 0;
  if (width * height > ImageCodecsMaximumPixels || kept > ImageCodecsMaximumBytes) {
    failure->too_wide = info.image_width;
    failure->too_high = info.image_height;
    leave_saying((j_common_ptr)&info, "too large");
  }
  // Whole scans may be missing, unless the file ends in the first half of its end marker.
  errors.may_make_up_end = !jpeg_has_multiple_scans(&info) || bytes[count - 1] == 0xFF;
  jpeg_start_decompress(&info);

  row = malloc(width * 3);
  line = malloc(width * 4);
  if (!row || !line) ERREXIT1(&info, JERR_OUT_OF_MEMORY, 0);
  receiver.begin(receiver.context, (int)width, (int)height);
  for (int y = 0; y < (int)height; y++) {
    JSAMPROW target = gray || four ? line : row;
    if (jpeg_read_scanlines(&info, &target, 1) == 0) ERREXIT(&info, JERR_INPUT_EOF);
    if (gray) gray_to_rgb(line, (int)width, row);
    else if (four) cmyk_to_rgb(line, (int)width, info.saw_Adobe_marker, row);
    receiver.row(receiver.context, y, row);
  }
  jpeg_finish_decompress(&info);
  jpeg_destroy_decompress(&info);
  free(row);
  free(line);
  return 0;
}

int image_encode_jpeg(const uint8_t *pixels, int width, int height, int quality, EncodedImage *file) {
  memset(file, 0, sizeof(*file));
  struct jpeg_compress_struct info;
  ErrorManager errors;
  // More than any picture takes (libjpeg-turbo's bound for full colour resolution), so that the library
  // does not put memory of its own in its place, which could not be freed after a failure.
  unsigned long count = ((size_t)width + 16) * ((size_t)height + 16) * 6 + 2048;
  unsigned char *volatile kept = malloc(count);
  unsigned char *bytes = kept;
  info.err = jpeg_std_error(&errors.base);
  errors.base.error_exit = leave;
  errors.message = file->message;
  if (setjmp(errors.escape)) {
    jpeg_destroy_compress(&info);
    free(kept);
    return 1;
  }
  jpeg_create_compress(&info);
  if (!bytes) ERREXIT1(&info, JERR_OUT_OF_MEMORY, 0);
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
  }
  jpeg_finish_compress(&info);
  jpeg_destroy_compress(&info);
  if (bytes != kept) free(kept);
  file->bytes = bytes;
  file->count = count;
  return 0;
}

void image_codecs_free(void *memory) { free(memory); }
