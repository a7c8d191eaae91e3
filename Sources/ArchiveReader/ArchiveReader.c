#include "ArchiveReader.h"
