#include "HTTPServer.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#ifndef MSG_NOSIGNAL
#define MSG_NOSIGNAL 0
#endif

typedef struct {
  int listener;
  char status[64];
  char *bytes;
  size_t promised;
  size_t sent;
} Server;

static void send_all(int connection, const char *bytes, size_t count) {
  while (count > 0) {
    ssize_t written = send(connection, bytes, count, MSG_NOSIGNAL);
    if (written <= 0) return;
    bytes += written;
    count -= (size_t)written;
  }
}

static void *serve(void *context) {
  Server *server = context;
  for (;;) {
    int connection = accept(server->listener, NULL, NULL);
    if (connection < 0) return NULL;
    char request[4096];
    if (recv(connection, request, sizeof(request), 0) > 0) {
      char head[256];
      int length = snprintf(head, sizeof(head),
                            "HTTP/1.1 %s\r\nContent-Length: %zu\r\nConnection: close\r\n\r\n",
                            server->status, server->promised);
      send_all(connection, head, (size_t)length);
      send_all(connection, server->bytes, server->sent);
    }
    shutdown(connection, SHUT_RDWR);
    close(connection);
  }
}

int http_server_start(const char *status, const void *bytes, size_t promised, size_t sent) {
  Server *server = calloc(1, sizeof(*server));
  server->listener = socket(AF_INET, SOCK_STREAM, 0);
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  socklen_t size = sizeof(address);
  if (server->listener < 0 || bind(server->listener, (struct sockaddr *)&address, size) != 0 ||
      listen(server->listener, 8) != 0 ||
      getsockname(server->listener, (struct sockaddr *)&address, &size) != 0)
    return 0;
  snprintf(server->status, sizeof(server->status), "%s", status);
  server->bytes = malloc(sent + 1);
  memcpy(server->bytes, bytes, sent);
  server->promised = promised;
  server->sent = sent;
  pthread_t thread;
  if (pthread_create(&thread, NULL, serve, server) != 0) return 0;
  pthread_detach(thread);
  return ntohs(address.sin_port);
}
