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
  long team;            // every one that begins a team has to run
  atomic_long working;  // helpers that have to run, or have begun, and have not ended this round
  int is_over;          // this round: who has not begun is too late
  int dismissed;
  void (*body)(void *context, long member);
  void *context;
  Helper *helpers;  // members − 1
};

// The crew that waits for the next call. Calls at the same time have crews of their own; one is kept.
static Crew *idle;
static pthread_mutex_t idle_mutex = PTHREAD_MUTEX_INITIALIZER;

static void *help(void *argument) {
  Helper *helper = argument;
  Crew *crew = helper->crew;
  pthread_mutex_lock(&crew->mutex);
  for (long done = 0;; done++) {
    pthread_mutex_unlock(&crew->mutex);
    // Before the first round there is no hurry.
    for (int turn = 0; done > 0 && turn < CREW_AWAKE && crew->round == done; turn++) crew_relax();
    pthread_mutex_lock(&crew->mutex);
    while (crew->round == done && !crew->dismissed) pthread_cond_wait(&crew->begun, &crew->mutex);
    if (crew->dismissed) break;
    // One that was left out has slept through whole rounds.
    done = crew->round - 1;
    int has_to = helper->member % crew->team == 0;
    if (crew->is_over && !has_to) continue;
    if (!has_to) crew->working++;
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

int crew_run(long members, long team, void (*body)(void *, long), void *context) {
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
  crew->team = team;
  crew->working = (members - 1) / team;
  crew->is_over = 0;
  crew->round++;
  pthread_cond_broadcast(&crew->begun);
  pthread_mutex_unlock(&crew->mutex);
  body(context, 0);
  for (int turn = 0; turn < CREW_AWAKE && crew->working > 0; turn++) crew_relax();
  pthread_mutex_lock(&crew->mutex);
  while (crew->working > 0) pthread_cond_wait(&crew->ended, &crew->mutex);
  crew->is_over = 1;
  pthread_mutex_unlock(&crew->mutex);
  crew = exchange_idle(crew);
  if (crew) dismiss(crew, crew->members - 1);
  return 1;
}
