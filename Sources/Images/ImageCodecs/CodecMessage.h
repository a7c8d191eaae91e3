#pragma once

#include <stdio.h>

// Copies a library's words for the caller; too many are cut off.
static inline void image_codecs_say(char *message, size_t size, const char *text) {
  snprintf(message, size, "%s", text);
}
