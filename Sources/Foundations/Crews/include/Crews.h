// Threads that work together and may wait for each other.
#ifndef CREWS_H
#define CREWS_H

/// Calls `body(context, member)` for every member, each on a thread of its own, the first one on this
/// thread, and returns when all that began have ended. All run at the same time, so that they may wait for
/// each other. Members 0, `team`, 2 · `team`, … are run in any case; another one is left out when its thread
/// has not begun before all these have ended. Returns 0, without a call, when the system has no more threads.
int crew_run(long members, long team, void (*body)(void *context, long member), void *context);

/// Turns of waiting awake before going to sleep, about a tenth of a millisecond: to wake up takes half of that, and
/// who runs pictures one by one comes back sooner.
enum { CREW_AWAKE = 3000 };

/// Tells the processor that the thread waits for another one in a loop.
static inline void crew_relax(void) {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  __asm__ volatile("yield");
#endif
}

#endif
