#include <pthread.h>
#include <stdlib.h>

#include "Kernels.h"

typedef struct {
  pthread_mutex_t gate;  // closed until all threads are there
  int cancelled;
  void (*body)(void *context, long member);
  void *context;
} Crew;

typedef struct {
  Crew *crew;
  long member;
  pthread_t thread;
} Worker;

static void *work(void *argument) {
  Worker *worker = argument;
  Crew *crew = worker->crew;
  pthread_mutex_lock(&crew->gate);
  int cancelled = crew->cancelled;
  pthread_mutex_unlock(&crew->gate);
  if (!cancelled) crew->body(crew->context, worker->member);
  return NULL;
}

int kernel_run_together(long members, void (*body)(void *, long), void *context) {
  Worker *workers = calloc((size_t)members, sizeof(Worker));
  Crew crew = {PTHREAD_MUTEX_INITIALIZER, 0, body, context};
  if (!workers) return 0;
  pthread_mutex_lock(&crew.gate);
  long made = 1;
  for (; made < members; made++) {
    workers[made].crew = &crew;
    workers[made].member = made;
    if (pthread_create(&workers[made].thread, NULL, work, &workers[made])) break;
  }
  crew.cancelled = made < members;
  pthread_mutex_unlock(&crew.gate);
  if (!crew.cancelled) body(context, 0);
  for (long i = 1; i < made; i++) pthread_join(workers[i].thread, NULL);
  pthread_mutex_destroy(&crew.gate);
  free(workers);
  return !crew.cancelled;
}
