#include "ImageCodecs.h"

#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <png.h>

#include "CodecMessage.h"

// Failures of reading and of writing are told in buffers of one size.
_Static_assert(sizeof(((DecodingFailure *)0)->message) == sizeof(((EncodedImage *)0)->message),
               "one size of messages");
enum { MESSAGE_SIZE = sizeof(((DecodingFailure *)0)->message) };

typedef struct {
  const uint8_t *bytes;
  size_t count;
  size_t position;
  // Bytes of the pixels' data that may still come, once the last row is being read.
  int is_last_row;
  size_t allowance;
} Source;

// What may stand behind the last row. A few bytes end the data that encoders write; each of the others can
// unpack to a thousand, for nothing.
enum { MOST_SURPLUS = 1 << 16 };

static void leave(png_structp png, png_const_charp text) {
  image_codecs_say(png_get_error_ptr(png), MESSAGE_SIZE, text);
  png_longjmp(png, 1);
}

static void ignore(png_structp png, png_const_charp text) {
  (void)png;
  (void)text;
}

static void read_bytes(png_structp png, png_bytep target, size_t count) {
  Source *source = png_get_io_ptr(png);
  if (count > source->count - source->position) png_error(png, "the file ends early");
  if (source->is_last_row && png_get_io_chunk_type(png) == 0x49444154) {  // IDAT
    if (count > source->allowance) png_error(png, "its data go on after the last row");
    source->allowance -= count;
  }
  memcpy(target, source->bytes + source->position, count);
  source->position += count;
}

// The library takes as much memory as a chunk says that it is long, before it looks for its bytes.
static int chunks_are_there(const uint8_t *bytes, size_t count) {
  size_t position = 8;
  while (position + 12 <= count) {
    const uint8_t *head = bytes + position;
    size_t length = (size_t)head[0] << 24 | (size_t)head[1] << 16 | (size_t)head[2] << 8 | head[3];
    if (length > count - position - 12) return 0;
    if (memcmp(head + 4, "IEND", 4) == 0) return 1;
    position += 12 + length;
  }
  return 0;
}

static void gray_to_rgb(const uint8_t *gray, size_t width, uint8_t *rgb) {
  for (size_t x = 0; x < width; x++) memset(rgb + 3 * x, gray[x], 3);
}

int image_decode_png(const uint8_t *bytes, size_t count, int gray, PictureReceiver receiver,
                     DecodingFailure *failure) {
  memset(failure, 0, sizeof(*failure));
  if (!chunks_are_there(bytes, count)) {
    image_codecs_say(failure->message, MESSAGE_SIZE, "the file ends early");
    return 1;
  }
  Source source = {.bytes = bytes, .count = count};
  uint8_t *volatile pixels = NULL;
  png_bytep *volatile rows = NULL;
  uint8_t *volatile row = NULL;
  png_structp png = png_create_read_struct(PNG_LIBPNG_VER_STRING, failure->message, leave, ignore);
  png_infop info = png ? png_create_info_struct(png) : NULL;
  if (!info) {
    image_codecs_say(failure->message, MESSAGE_SIZE, "out of memory");
    png_destroy_read_struct(&png, NULL, NULL);
    return 1;
  }
  if (setjmp(png_jmpbuf(png))) {
    png_destroy_read_struct(&png, &info, NULL);
    free(pixels);
    free(rows);
    free(row);
    return 1;
  }
  png_set_read_fn(png, &source, read_bytes);
  png_read_info(png, info);
  size_t packed_row_bytes = png_get_rowbytes(png, info);
  int type = png_get_color_type(png, info);
  int depth = png_get_bit_depth(png, info);
  // The low 8 of 16 bits are cut off, not rounded; transparency is dropped, not blended.
  if ((type & PNG_COLOR_MASK_ALPHA) || png_get_valid(png, info, PNG_INFO_tRNS)) {
    png_set_strip_alpha(png);
  }
  if (depth > 8) png_set_strip_16(png);
  png_set_packing(png);
  // Rows of an interlaced picture are complete only in its last pass.
  int passes = png_set_interlace_handling(png);
  int interlaced = passes > 1;
  if (type == PNG_COLOR_TYPE_PALETTE) png_set_palette_to_rgb(png);
  if (!(type & PNG_COLOR_MASK_COLOR)) {
    if (depth < 8) png_set_expand_gray_1_2_4_to_8(png);
    png_set_gray_to_rgb(png);
  } else if (gray) {
    png_set_rgb_to_gray(png, PNG_ERROR_ACTION_NONE, 0.299, 0.587);
  }
  // The library makes no colours of a gray that it has just made of colours.
  size_t channels = gray && (type & PNG_COLOR_MASK_COLOR) ? 1 : 3;
  png_read_update_info(png, info);

  size_t width = png_get_image_width(png, info), height = png_get_image_height(png, info);
  size_t row_bytes = png_get_rowbytes(png, info);
  if (width * height > ImageCodecsMaximumPixels ||
      packed_row_bytes == 0 || height > ImageCodecsMaximumPNGBytes / packed_row_bytes ||
      (interlaced && height > ImageCodecsMaximumBytes / (width * 3))) {
    failure->too_wide = (uint32_t)width;
    failure->too_high = (uint32_t)height;
    png_error(png, "too large");
  }
  if (row_bytes != width * channels) png_error(png, "an unexpected pixel layout");
  pixels = malloc(row_bytes * (interlaced ? height : 1));
  rows = malloc(sizeof(png_bytep) * height);
  row = channels == 1 ? malloc(width * 3) : NULL;
  if (!pixels || !rows || (channels == 1 && !row)) png_error(png, "out of memory");
  for (size_t y = 0; y < height; y++) rows[y] = pixels + (interlaced ? y * row_bytes : 0);
  source.allowance = width * 8 + MOST_SURPLUS;  // a pixel has 8 bytes at most
  for (int pass = 0; interlaced && pass < passes; pass++) {
    for (size_t y = 0; y < height; y++) {
      // The library reads on to the end of the data within its last row.
      source.is_last_row = pass == passes - 1 && y == height - 1;
      png_read_row(png, rows[y], NULL);
    }
  }
  receiver.begin(receiver.context, (int)width, (int)height);
  for (size_t y = 0; y < height; y++) {
    if (!interlaced) {
      source.is_last_row = y == height - 1;
      png_read_row(png, rows[y], NULL);
    }
    if (channels == 1) gray_to_rgb(rows[y], width, row);
    receiver.row(receiver.context, (int)y, channels == 1 ? row : rows[y]);
  }
  png_read_end(png, info);
  png_destroy_read_struct(&png, &info, NULL);
  free(pixels);
  free(rows);
  free(row);
  return 0;
}

static void write_bytes(png_structp png, png_bytep bytes, size_t count) {
  EncodedImage *file = png_get_io_ptr(png);
  uint8_t *grown = realloc(file->bytes, file->count + count);
  if (!grown) png_error(png, "out of memory");
  memcpy(grown + file->count, bytes, count);
  file->bytes = grown;
  file->count += count;
}

static void flush(png_structp png) { (void)png; }

int image_encode_png(const uint8_t *pixels, int width, int height, int channels,
                     int pixels_per_metre, const ImageText *texts, size_t text_count,
                     EncodedImage *file) {
  memset(file, 0, sizeof(*file));
  png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, file->message, leave, ignore);
  png_infop info = png ? png_create_info_struct(png) : NULL;
  if (!info) {
    image_codecs_say(file->message, MESSAGE_SIZE, "out of memory");
    png_destroy_write_struct(&png, NULL);
    return 1;
  }
  if (setjmp(png_jmpbuf(png))) {
    png_destroy_write_struct(&png, &info);
    free(file->bytes);
    file->bytes = NULL;
    return 1;
  }
  png_set_write_fn(png, file, write_bytes, flush);
  png_set_IHDR(png, info, (png_uint_32)width, (png_uint_32)height, 8,
               channels == 4 ? PNG_COLOR_TYPE_RGBA : PNG_COLOR_TYPE_RGB,
               PNG_INTERLACE_NONE, PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
  png_set_sRGB(png, info, PNG_sRGB_INTENT_PERCEPTUAL);
  png_set_pHYs(png, info, (png_uint_32)pixels_per_metre, (png_uint_32)pixels_per_metre,
               PNG_RESOLUTION_METER);
  for (size_t i = 0; i < text_count; i++) {
    png_text text = {.compression = PNG_TEXT_COMPRESSION_NONE,
                     .key = (png_charp)texts[i].key,
                     .text = (png_charp)texts[i].text};
    png_set_text(png, info, &text, 1);
  }
  png_write_info(png, info);
  for (int y = 0; y < height; y++) png_write_row(png, pixels + (size_t)y * (size_t)width * (size_t)channels);
  png_write_end(png, info);
  png_destroy_write_struct(&png, &info);
  return 0;
}
