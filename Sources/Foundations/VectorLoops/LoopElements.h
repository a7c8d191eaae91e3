// What is computed element by element.
// Included by LoopTemplate.h.

#define EVERY(count, vector, scalar)                                                          \
  long i = 0;                                                                                 \
  for (; i + VL <= (count); i += VL) STORE(out + i, NAME(finish)(vector, kind, &constants));  \
  for (; i < (count); i++) out[i] = NAME(finish_one)(scalar, e);

static void NAME(add)(
    const float *a, const float *b, long count, float *out, const Epilogue *e) {
  NAME(constants) constants = NAME(constants_of)(e);
#define BODY(KIND)                                                  \
  {                                                                 \
    enum { kind = KIND };                                           \
    EVERY(count, LOAD(a + i) + LOAD(b + i), a[i] + b[i])            \
  }
  WITH_KIND(e, BODY)
#undef BODY
}

static void NAME(apply)(const float *in, long count, float *out, const Epilogue *e) {
  NAME(constants) constants = NAME(constants_of)(e);
#define BODY(KIND)                      \
  {                                     \
    enum { kind = KIND };               \
    EVERY(count, LOAD(in + i), in[i])   \
  }
  WITH_KIND(e, BODY)
#undef BODY
}

static void NAME(scale_and_shift)(
    const float *in, long pixels, long channels, const float *scale, const float *shift,
    float *out, const Epilogue *e) {
  NAME(constants) constants = NAME(constants_of)(e);
#define BODY(KIND)                                                                       \
  for (long p = 0; p < pixels; p++, in += channels, out += channels) {                   \
    enum { kind = KIND };                                                                \
    EVERY(                                                                               \
        channels, NAME(normalize)(LOAD(in + i), LOAD(scale + i), LOAD(shift + i)),       \
        NAME(normalize_one)(in[i], scale[i], shift[i]))                                  \
  }
  WITH_KIND(e, BODY)
#undef BODY
}
#undef EVERY
