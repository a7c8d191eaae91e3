#pragma once

#include <stddef.h>
#include <stdint.h>

/// Takes a picture while it is decoded.
typedef struct {
  void *context;
  /// Called once, with the extents in pixels.
  void (*begin)(void *context, int width, int height);
  /// Called for every row, from the top: three bytes (red, green, blue) a pixel, in gray three equal ones;
  /// valid during the call.
  void (*row)(void *context, int y, const uint8_t *pixels);
} PictureReceiver;

/// Why decoding failed.
typedef struct {
  /// The extents in pixels of a picture that is too large to decode, else 0.
  uint32_t too_wide;
  uint32_t too_high;
  /// Whether gray was asked for, and none is defined for the colours of the file.
  int is_never_gray;
  /// In the library's words.
  char message[256];
} DecodingFailure;

enum {
  /// The most pixels of a picture, as in TensorFlow.
  ImageCodecsMaximumPixels = (1 << 29) - 1,
  /// The most bytes that a picture may take that cannot be decoded row by row: a progressive JPEG, an
  /// interlaced PNG or a GIF.
  ImageCodecsMaximumBytes = 192 << 20,
  /// The most bytes that the rows of a PNG may unpack to, about five seconds: a few megabytes can hold
  /// gigabytes of them. 100 megapixels in 8-bit RGB take 286 MiB.
  ImageCodecsMaximumPNGBytes = 512 << 20,
};

/// A file in memory.
typedef struct {
  /// Owned by the caller, who frees them with `image_codecs_free`; NULL after a failure.
  uint8_t *bytes;
  size_t count;
  char message[256];
} EncodedImage;

/// A text inside a PNG file, in Latin-1.
typedef struct {
  const char *key;
  const char *text;
} ImageText;

/// Decodes a JPEG file as TensorFlow does: fast integer DCT, fancy upsampling, CMYK to RGB, and failure
/// when data end early. A file may lack its end marker when nothing of the picture is missing. Returns 0 on
/// success; a failure may come after some rows. In gray it is the file's brightness.
int image_decode_jpeg(const uint8_t *bytes, size_t count, int gray, PictureReceiver receiver,
                      DecodingFailure *failure);

/// Decodes a PNG file as TensorFlow does: 16 bits become 8, alpha is dropped. Returns 0 on success;
/// a failure may come after some rows. Gray is made of 0.299 red, 0.587 green and 0.114 blue, as libpng does it.
int image_decode_png(const uint8_t *bytes, size_t count, int gray, PictureReceiver receiver,
                     DecodingFailure *failure);

/// Encodes 8-bit RGB (3 channels) or RGBA (4 channels) as a PNG file in sRGB with a resolution in pixels
/// per metre and texts in Latin-1. Returns 0 on success.
int image_encode_png(const uint8_t *pixels, int width, int height, int channels,
                     int pixels_per_metre, const ImageText *texts, size_t text_count,
                     EncodedImage *file);

/// Encodes 8-bit RGB as a JPEG file with full colour resolution. Returns 0 on success.
int image_encode_jpeg(const uint8_t *pixels, int width, int height, int quality, EncodedImage *file);

void image_codecs_free(void *memory);
