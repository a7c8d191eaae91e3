#pragma once

#include <stddef.h>

/// A server for tests: answers every request on a port of this machine with the same bytes, promising
/// `promised` of them but sending `sent`. Returns the port, or 0 on failure.
int http_server_start(const char *status, const void *bytes, size_t promised, size_t sent);
