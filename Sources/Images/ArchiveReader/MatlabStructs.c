#include "ArchiveReader.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <matio.h>

struct MatlabStructs {
  matvar_t *variable;
  size_t count;
};

static void ignore(int level, char *message) {
  (void)level;
  (void)message;
}

MatlabStructs *matlab_structs_open(const char *path, const char *variable, char *message,
                                   size_t message_size) {
  // The library would write its complaints to the terminal.
  Mat_LogInitFunc("workbook", ignore);
  mat_t *mat = Mat_Open(path, MAT_ACC_RDONLY);
  if (!mat) {
    snprintf(message, message_size, "it is not a MATLAB file");
    return NULL;
  }
  matvar_t *found = Mat_VarRead(mat, variable);
  Mat_Close(mat);
  MatlabStructs *structs = found ? calloc(1, sizeof(*structs)) : NULL;
  if (!structs || found->class_type != MAT_C_STRUCT) {
    snprintf(message, message_size, "it has no struct array called %s", variable);
    if (found) Mat_VarFree(found);
    free(structs);
    return NULL;
  }
  structs->variable = found;
  structs->count = 1;
  for (int i = 0; i < found->rank; i++) structs->count *= found->dims[i];
  return structs;
}

void matlab_structs_close(MatlabStructs *structs) {
  if (!structs) return;
  Mat_VarFree(structs->variable);
  free(structs);
}

size_t matlab_structs_count(MatlabStructs *structs) { return structs->count; }

static matvar_t *cell(MatlabStructs *structs, const char *field, size_t index) {
  matvar_t *found = Mat_VarGetStructFieldByName(structs->variable, field, index);
  return found && found->data && found->nbytes > 0 ? found : NULL;
}

int matlab_structs_number(MatlabStructs *structs, const char *field, size_t index, double *number) {
  matvar_t *found = cell(structs, field, index);
  if (!found) return 1;
  switch (found->data_type) {
    case MAT_T_DOUBLE: *number = *(double *)found->data; return 0;
    case MAT_T_SINGLE: *number = *(float *)found->data; return 0;
    case MAT_T_INT8: *number = *(int8_t *)found->data; return 0;
    case MAT_T_UINT8: *number = *(uint8_t *)found->data; return 0;
    case MAT_T_INT16: *number = *(int16_t *)found->data; return 0;
    case MAT_T_UINT16: *number = *(uint16_t *)found->data; return 0;
    case MAT_T_INT32: *number = *(int32_t *)found->data; return 0;
    case MAT_T_UINT32: *number = *(uint32_t *)found->data; return 0;
    default: return 1;
  }
}

int matlab_structs_text(MatlabStructs *structs, const char *field, size_t index, char *text,
                        size_t size) {
  matvar_t *found = cell(structs, field, index);
  if (!found || found->class_type != MAT_C_CHAR || size == 0) return 1;
  size_t width = (size_t)found->data_size;
  if (width == 0) return 1;
  size_t length = found->nbytes / width;
  if (length >= size) return 1;
  // The library widens characters to 16 or 32 bits where the file does.
  for (size_t i = 0; i < length; i++) {
    uint32_t unit = 0;
    memcpy(&unit, (const char *)found->data + i * width, width > 4 ? 4 : width);
    text[i] = unit < 0x80 ? (char)unit : '?';
  }
  text[length] = 0;
  return 0;
}
