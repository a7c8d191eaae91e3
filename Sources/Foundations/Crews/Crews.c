#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

#include "Crews.h"

typedef struct Crew Crew;

typedef struct {
  Crew *crew;
  long member;
  pthread_t thread;
} Helper;

// Threads that work together, and wait for the next work in between. The caller is member 0. A fresh
// thread would often begin on the caller's processor, and wait there for milliseconds until the system
// moves it; one that has worked before begins where it worked last.
struct Crew {
  pthread_mutex_t mutex;
  pthread_cond_t begun;
  pthread_cond_t ended;
  long members;
  atomic_long round;    // of work; 0 before the first
  atomic_long working;  // helpers that have not ended this round
  int dismissed;
  void (*body)(void *context, long member);
  void *context;
  Helper *helpers;  // members − 1
};

// The crew that waits for the next call. Calls at the same time have crews of their own; one is kept.
static Crew *idle;
static pthread_mutex_t idle_mutex = PTHREAD_MUTEX_INITIALIZER;

// Turns of waiting awake before going to sleep, about a tenth of a millisecond: to wake up takes half of that, and
// who runs pictures one by one comes back sooner.
enum { AWAKE = 3000 };

static void *help(void *argument) {
  Helper *helper = argument;
  Crew *crew = helper->crew;
  pthread_mutex_lock(&crew->mutex);
  for (long done = 0;; done++) {
    pthread_mutex_unlock(&crew->mutex);
    // Before the first round there is no hurry.
    for (int turn = 0; done > 0 && turn < AWAKE && crew->round == done; turn++) crew_relax();
    pthread_mutex_lock(&crew->mutex);
    while (crew->round == done && !crew->dismissed) pthread_cond_wait(&crew->begun, &crew->mutex);
    if (crew->dismissed) break;
    pthread_mutex_unlock(&crew->mutex);
    crew->body(crew->context, helper->member);
    pthread_mutex_lock(&crew->mutex);
    if (--crew->working == 0) pthread_cond_signal(&crew->ended);
  }
  pthread_mutex_unlock(&crew->mutex);
  return NULL;
}

// Ends the first `count` helpers and frees the crew.
static void dismiss(Crew *crew, long count) {
  pthread_mutex_lock(&crew->mutex);
  crew->dismissed = 1;
  pthread_cond_broadcast(&crew->begun);
  pthread_mutex_unlock(&crew->mutex);
  for (long i = 0; i < count; i++) pthread_join(crew->helpers[i].thread, NULL);
  pthread_cond_destroy(&crew->ended);
  pthread_cond_destroy(&crew->begun);
  pthread_mutex_destroy(&crew->mutex);
  free(crew->helpers);
  free(crew);
}

// A new crew, or NULL when the system has too few threads or too little memory.
static Crew *hire(long members) {
  Crew *crew = calloc(1, sizeof(Crew));
  if (!crew) return NULL;
  crew->members = members;
  crew->helpers = calloc((size_t)members, sizeof(Helper));
  pthread_mutex_init(&crew->mutex, NULL);
  pthread_cond_init(&crew->begun, NULL);
  pthread_cond_init(&crew->ended, NULL);
  long hired = 0;
  while (crew->helpers && hired < members - 1) {
    Helper *helper = &crew->helpers[hired];
    *helper = (Helper){.crew = crew, .member = hired + 1};
    if (pthread_create(&helper->thread, NULL, help, helper)) break;
    hired++;
  }
  if (hired == members - 1) return crew;
  dismiss(crew, hired);
  return NULL;
}

// Puts a crew, or none, in the place of the one that waits, and returns that.
static Crew *exchange_idle(Crew *crew) {
  pthread_mutex_lock(&idle_mutex);
  Crew *before = idle;
  idle = crew;
  pthread_mutex_unlock(&idle_mutex);
  return before;
}

int crew_run(long members, void (*body)(void *, long), void *context) {
  Crew *crew = exchange_idle(NULL);
  if (crew && crew->members != members) {
    dismiss(crew, crew->members - 1);
    crew = NULL;
  }
  if (!crew) crew = hire(members);
  if (!crew) return 0;
  pthread_mutex_lock(&crew->mutex);
  crew->body = body;
  crew->context = context;
  crew->working = members - 1;
  crew->round++;
  pthread_cond_broadcast(&crew->begun);
  pthread_mutex_unlock(&crew->mutex);
  body(context, 0);
  for (int turn = 0; turn < AWAKE && crew->working > 0; turn++) crew_relax();
  pthread_mutex_lock(&crew->mutex);
  while (crew->working > 0) pthread_cond_wait(&crew->ended, &crew->mutex);
  pthread_mutex_unlock(&crew->mutex);
  crew = exchange_idle(crew);
  if (crew) dismiss(crew, crew->members - 1);
  return 1;
}
