/* Numbers as text, and back: exactly, by integers of any size. */
#include "text.h"

/*===-- Large integers ------------------------------------------------------===*/

/* The lowest limb first; `size` limbs count. Memory is the caller's, and large enough. */
struct big {
  uint32_t *limbs;
  size_t size;
};

static void big_set(struct big *x, uint64_t value) {
  x->limbs[0] = (uint32_t)value;
  x->limbs[1] = (uint32_t)(value >> 32);
  x->size = value >> 32 ? 2 : value ? 1 : 0;
}

/* x = x * factor + summand */
static void big_multiply(struct big *x, uint32_t factor, uint32_t summand) {
  uint64_t carry = summand;
  for (size_t i = 0; i < x->size; ++i) {
    carry += (uint64_t)x->limbs[i] * factor;
    x->limbs[i] = (uint32_t)carry;
    carry >>= 32;
  }
  if (carry)
    x->limbs[x->size++] = (uint32_t)carry;
}

static void big_scale(struct big *x, size_t powerOfTen) {
  for (; powerOfTen >= 9; powerOfTen -= 9)
    big_multiply(x, 1000000000, 0);
  for (; powerOfTen > 0; --powerOfTen)
    big_multiply(x, 10, 0);
}

static void big_shift(struct big *x, size_t bits) {
  size_t limbs = bits / 32;
  unsigned rest = bits % 32;
  if (x->size == 0)
    return;
  x->limbs[x->size] = 0;
  for (size_t i = x->size + 1; i-- > 0;) {
    uint64_t pair = (uint64_t)x->limbs[i] << 32 | (i ? x->limbs[i - 1] : 0);
    x->limbs[i + limbs] = (uint32_t)(pair >> (32 - rest));
  }
  for (size_t i = 0; i < limbs; ++i)
    x->limbs[i] = 0;
  x->size += limbs;
  if (x->limbs[x->size])
    ++x->size;
}

static void big_halve(struct big *x) {
  for (size_t i = 0; i < x->size; ++i)
    x->limbs[i] = x->limbs[i] >> 1 | (i + 1 < x->size ? x->limbs[i + 1] << 31 : 0);
  if (x->size && !x->limbs[x->size - 1])
    --x->size;
}

static int big_compare(const struct big *x, const struct big *y) {
  if (x->size != y->size)
    return x->size < y->size ? -1 : 1;
  for (size_t i = x->size; i-- > 0;)
    if (x->limbs[i] != y->limbs[i])
      return x->limbs[i] < y->limbs[i] ? -1 : 1;
  return 0;
}

/* x -= y, which is not larger. */
static void big_subtract(struct big *x, const struct big *y) {
  uint64_t borrow = 0;
  for (size_t i = 0; i < x->size; ++i) {
    uint64_t rest = (uint64_t)x->limbs[i] - (i < y->size ? y->limbs[i] : 0) - borrow;
    x->limbs[i] = (uint32_t)rest;
    borrow = rest >> 63;
  }
  while (x->size && !x->limbs[x->size - 1])
    --x->size;
}

static void big_add(struct big *sum, const struct big *x, const struct big *y) {
  uint64_t carry = 0;
  size_t size = x->size > y->size ? x->size : y->size;
  for (size_t i = 0; i < size; ++i) {
    carry += (uint64_t)(i < x->size ? x->limbs[i] : 0) + (i < y->size ? y->limbs[i] : 0);
    sum->limbs[i] = (uint32_t)carry;
    carry >>= 32;
  }
  sum->size = size;
  if (carry)
    sum->limbs[sum->size++] = (uint32_t)carry;
}

static size_t count_bits(uint64_t value) {
  size_t bits = 0;
  for (; value; value >>= 1)
    ++bits;
  return bits;
}

static size_t big_bits(const struct big *x) {
  return x->size ? (x->size - 1) * 32 + count_bits(x->limbs[x->size - 1]) : 0;
}

/*===-- Formats of floats ---------------------------------------------------===*/

/* A number is significand * 2^exponent, of which the first has `precision` bits and the second is
 * at least `least`. */
struct format {
  size_t precision;
  intptr_t least;
  size_t bytes;
};

static uint64_t load_bits(const char *at, size_t bytes) {
  return bytes == 2   ? *(const uint16_t *)at
         : bytes == 4 ? *(const uint32_t *)at
                      : *(const uint64_t *)at;
}

static void store_bits(char *at, size_t bytes, uint64_t bits) {
  if (bytes == 2)
    *(uint16_t *)at = (uint16_t)bits;
  else if (bytes == 4)
    *(uint32_t *)at = (uint32_t)bits;
  else
    *(uint64_t *)at = bits;
}

/* The exponent field of infinities and NaN. */
static uint64_t get_last_exponent(struct format format) {
  return ((uint64_t)1 << (format.bytes * 8 - format.precision)) - 1;
}

/*===-- Floats to text ------------------------------------------------------===*/

enum { FORMAT_LIMBS = 40, MOST_DIGITS = 17 };

/* The fewest digits that are read as the number; it is 0.d1d2... * 10^*point. */
static size_t find_digits(uint64_t significand, intptr_t exponent, int isBoundary, char *digits,
                          intptr_t *point) {
  uint32_t limbs[5][FORMAT_LIMBS];
  /* The number is rest / unit, and what is nearer to it than to its neighbours less than above and
   * below away. */
  struct big rest = {limbs[0], 0}, unit = {limbs[1], 0}, above = {limbs[2], 0},
             below = {limbs[3], 0}, sum = {limbs[4], 0};
  size_t up = exponent > 0 ? (size_t)exponent : 0, down = exponent < 0 ? (size_t)-exponent : 0;
  big_set(&rest, significand);
  big_set(&unit, 1);
  big_set(&above, 1);
  big_set(&below, 1);
  big_shift(&rest, up + 1 + (size_t)isBoundary);
  big_shift(&unit, down + 1 + (size_t)isBoundary);
  big_shift(&above, up + (size_t)isBoundary);
  big_shift(&below, up);
  int isEven = !(significand & 1);

  intptr_t power = ((intptr_t)count_bits(significand) - 1 + exponent) * 1233 / 4096;
  if (power > 0)
    big_scale(&unit, (size_t)power);
  if (power < 0) {
    big_scale(&rest, (size_t)-power);
    big_scale(&above, (size_t)-power);
    big_scale(&below, (size_t)-power);
  }
  /* Until the first digit is the first one after the point, and not 0. */
  for (;; ++power) {
    big_add(&sum, &rest, &above);
    int order = big_compare(&sum, &unit);
    if (order < 0 || (order == 0 && !isEven))
      break;
    big_multiply(&unit, 10, 0);
  }
  for (;; --power) {
    big_add(&sum, &rest, &above);
    big_multiply(&sum, 10, 0);
    int order = big_compare(&sum, &unit);
    if (order > 0 || (order == 0 && isEven))
      break;
    big_multiply(&rest, 10, 0);
    big_multiply(&above, 10, 0);
    big_multiply(&below, 10, 0);
  }
  *point = power;

  size_t count = 0;
  for (;;) {
    big_multiply(&rest, 10, 0);
    big_multiply(&above, 10, 0);
    big_multiply(&below, 10, 0);
    char digit = 0;
    for (; big_compare(&rest, &unit) >= 0; ++digit)
      big_subtract(&rest, &unit);
    int low = big_compare(&rest, &below);
    big_add(&sum, &rest, &above);
    int high = big_compare(&sum, &unit);
    int mayEnd = low < 0 || (low == 0 && isEven), mayRise = high > 0 || (high == 0 && isEven);
    if (mayEnd || mayRise || count + 1 == MOST_DIGITS) {
      big_add(&sum, &rest, &rest);
      int isMore = big_compare(&sum, &unit) >= 0;
      digits[count++] = (char)('0' + digit + (mayRise && (!mayEnd || isMore)));
      return count;
    }
    digits[count++] = (char)('0' + digit);
  }
}

static size_t put(char *text, size_t size, const char *characters, size_t count) {
  for (size_t i = 0; i < count; ++i)
    text[size + i] = characters[i];
  return size + count;
}

static size_t put_zeros(char *text, size_t size, intptr_t count) {
  for (; count > 0; --count)
    text[size++] = '0';
  return size;
}

/* As Python writes numbers: with an exponent below 1e-4 and from 1e16 on. */
static size_t put_number(char *text, size_t size, const char *digits, size_t count,
                         intptr_t point) {
  intptr_t exponent = point - 1;
  if (exponent < -4 || exponent >= 16) {
    text[size++] = digits[0];
    if (count > 1) {
      text[size++] = '.';
      size = put(text, size, digits + 1, count - 1);
    }
    text[size++] = 'e';
    text[size++] = exponent < 0 ? '-' : '+';
    uint32_t rest = (uint32_t)(exponent < 0 ? -exponent : exponent);
    if (rest >= 100)
      text[size++] = (char)('0' + rest / 100);
    text[size++] = (char)('0' + rest / 10 % 10);
    text[size++] = (char)('0' + rest % 10);
    return size;
  }
  size_t whole = point <= 0 ? 0 : (size_t)point < count ? (size_t)point : count;
  size = put(text, size, digits, whole);
  size = put_zeros(text, size, point <= 0 ? 1 : point - (intptr_t)whole);
  text[size++] = '.';
  size = put_zeros(text, size, -point);
  size = put(text, size, digits + whole, count - whole);
  return whole == count ? put_zeros(text, size, 1) : size;
}

void onnxc_text_format_float(uintptr_t memory, uintptr_t numbers, uintptr_t result_at,
                             uintptr_t count, uintptr_t precision, uintptr_t least,
                             uintptr_t bytes) {
  string *result = (string *)result_at;
  struct format format = {precision, (intptr_t)least, bytes};
  for (size_t i = 0; i < count; ++i) {
    uint64_t bits = load_bits((const char *)numbers + i * bytes, bytes);
    uint64_t significand = bits & (((uint64_t)1 << (precision - 1)) - 1);
    uint64_t exponent = bits >> (precision - 1) & get_last_exponent(format);
    char text[32], digits[MOST_DIGITS];
    size_t size = 0;
    int isNegative = (int)(bits >> (bytes * 8 - 1));
    if (isNegative && !(exponent == get_last_exponent(format) && significand))
      text[size++] = '-';
    if (exponent == get_last_exponent(format)) {
      size = put(text, size, significand ? "NaN" : "INF", 3);
    } else if (!exponent && !significand) {
      size = put(text, size, "0.0", 3);
    } else {
      int isBoundary = !significand && exponent > 1;
      if (exponent)
        significand |= (uint64_t)1 << (precision - 1);
      intptr_t point, power = format.least + (intptr_t)(exponent ? exponent - 1 : 0);
      size_t found = find_digits(significand, power, isBoundary, digits, &point);
      size = put_number(text, size, digits, found, point);
    }
    result[i] = onnxc_text_copy((struct memory *)memory, text, size);
  }
}

/*===-- Text to floats ------------------------------------------------------===*/

enum { PARSE_LIMBS = 136, PARSED_DIGITS = 770 };

static int is_blank(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

static struct view trim(struct view text) {
  while (text.size && is_blank(text.data[0])) {
    ++text.data;
    --text.size;
  }
  while (text.size && is_blank(text.data[text.size - 1]))
    --text.size;
  return text;
}

static int take_sign(struct view *text) {
  int isNegative = text->size && text->data[0] == '-';
  if (isNegative || (text->size && text->data[0] == '+')) {
    ++text->data;
    --text->size;
  }
  return isNegative;
}

static int is_word(struct view text, const char *word, size_t size) {
  if (text.size != size)
    return 0;
  for (size_t i = 0; i < size; ++i)
    if ((text.data[i] | 0x20) != word[i])
      return 0;
  return 1;
}

static int is_digit(char c) { return c >= '0' && c <= '9'; }

/* The number after `e`; far too large ones become one that is large enough. */
static int read_exponent(struct view text, size_t at, intptr_t *exponent) {
  int isNegative = at < text.size && text.data[at] == '-';
  if (at < text.size && (text.data[at] == '-' || text.data[at] == '+'))
    ++at;
  if (at == text.size)
    return 0;
  intptr_t value = 0;
  for (; at < text.size; ++at) {
    if (!is_digit(text.data[at]))
      return 0;
    if (value < 100000000)
      value = value * 10 + (text.data[at] - '0');
  }
  *exponent = isNegative ? -value : value;
  return 1;
}

/* Reads digits, with a point among them, as *number * 10^*exponent; 0 if there is anything else. */
static int read_decimal(struct view text, struct big *number, intptr_t *exponent) {
  size_t digits = 0, at = 0, seen = 0;
  intptr_t shift = 0;
  int isAfterPoint = 0, hasMore = 0;
  for (; at < text.size; ++at) {
    char c = text.data[at];
    if (c == '.' && !isAfterPoint) {
      isAfterPoint = 1;
      continue;
    }
    if (!is_digit(c))
      break;
    ++seen;
    if (digits < PARSED_DIGITS) {
      digits += digits || c != '0';
      big_multiply(number, 10, (uint32_t)(c - '0'));
      shift -= isAfterPoint;
    } else {
      hasMore |= c != '0';
      shift += !isAfterPoint;
    }
  }
  /* What follows only tells which side of a number between two others it is on. */
  if (hasMore) {
    big_multiply(number, 10, 1);
    --shift;
  }
  intptr_t given = 0;
  if (!seen || (at < text.size && (text.data[at] | 0x20) != 'e') ||
      (at < text.size && !read_exponent(text, at + 1, &given)))
    return 0;
  *exponent = shift + given;
  return 1;
}

/* The nearest number to number * 10^exponent, ties to even, without its sign. */
static uint64_t round_decimal(struct big *number, intptr_t exponent, struct format format) {
  uint32_t limbs[PARSE_LIMBS];
  struct big unit = {limbs, 0};
  uint64_t infinity = get_last_exponent(format) << (format.precision - 1);
  /* log10(2) = 0.30103 */
  intptr_t magnitude = exponent + (intptr_t)(big_bits(number) * 1233 / 4096);
  if (number->size == 0 || magnitude < -340)
    return 0;
  if (magnitude > 320)
    return infinity;
  big_set(&unit, 1);
  big_scale(exponent < 0 ? &unit : number, (size_t)(exponent < 0 ? -exponent : exponent));

  /* Two bits more than the significand, at least. */
  intptr_t precision = (intptr_t)format.precision;
  intptr_t power = (intptr_t)big_bits(number) - (intptr_t)big_bits(&unit) - precision - 2;
  if (power < format.least - 2)
    power = format.least - 2;
  big_shift(power < 0 ? number : &unit, (size_t)(power < 0 ? -power : power));
  size_t steps = format.precision + 4;
  big_shift(&unit, steps);
  uint64_t quotient = 0;
  for (size_t i = 0; i <= steps; ++i) {
    quotient <<= 1;
    if (big_compare(number, &unit) >= 0) {
      big_subtract(number, &unit);
      quotient |= 1;
    }
    if (i < steps)
      big_halve(&unit);
  }

  intptr_t drop = (intptr_t)count_bits(quotient) - precision;
  if (drop < format.least - power)
    drop = format.least - power;
  uint64_t low = quotient & (((uint64_t)1 << drop) - 1), half = (uint64_t)1 << (drop - 1);
  uint64_t significand = quotient >> drop;
  power += drop;
  if (low > half || (low == half && (number->size || significand & 1)))
    ++significand;
  if (significand >> precision) {
    significand >>= 1;
    ++power;
  }
  if (!(significand >> (precision - 1)))
    return significand;
  uint64_t field = (uint64_t)(power - format.least + 1);
  if (field >= get_last_exponent(format))
    return infinity;
  return field << (precision - 1) | (significand & (((uint64_t)1 << (precision - 1)) - 1));
}

void onnxc_text_parse_float(uintptr_t memory_at, uintptr_t constants, uintptr_t strings_at,
                            uintptr_t result, uintptr_t count, uintptr_t precision, uintptr_t least,
                            uintptr_t bytes) {
  const string *strings = (const string *)strings_at;
  struct format format = {precision, (intptr_t)least, bytes};
  uint64_t infinity = get_last_exponent(format) << (precision - 1);
  for (size_t i = 0; i < count; ++i) {
    uint32_t limbs[PARSE_LIMBS];
    struct big number = {limbs, 0};
    struct view text = trim(onnxc_text_get(constants, strings[i]));
    uint64_t sign = (uint64_t)take_sign(&text) << (bytes * 8 - 1), bits = 0;
    intptr_t exponent;
    if (is_word(text, "nan", 3))
      bits = infinity | (uint64_t)1 << (precision - 2);
    else if (is_word(text, "inf", 3) || is_word(text, "infinity", 8))
      bits = infinity;
    else if (read_decimal(text, &number, &exponent))
      bits = round_decimal(&number, exponent, format);
    else
      ++((struct memory *)memory_at)->errors;
    store_bits((char *)result + i * bytes, bytes, sign | bits);
  }
}

/*===-- Integers ------------------------------------------------------------===*/

/* *value / 10, by steps of 16 bits: no target needs a library for it. */
static uint32_t divide_by_ten(uint64_t *value) {
  uint64_t quotient = 0;
  uint32_t rest = 0;
  for (int shift = 48; shift >= 0; shift -= 16) {
    uint32_t part = rest << 16 | (uint32_t)(*value >> shift & 0xffff);
    quotient = quotient << 16 | part / 10;
    rest = part % 10;
  }
  *value = quotient;
  return rest;
}

void onnxc_text_format_int(uintptr_t memory, uintptr_t numbers_at, uintptr_t result_at,
                           uintptr_t count, uintptr_t isUnsigned) {
  const int64_t *numbers = (const int64_t *)numbers_at;
  string *result = (string *)result_at;
  for (size_t i = 0; i < count; ++i) {
    char text[24];
    size_t at = sizeof(text);
    int isNegative = !isUnsigned && numbers[i] < 0;
    uint64_t rest = isNegative ? -(uint64_t)numbers[i] : (uint64_t)numbers[i];
    do
      text[--at] = (char)('0' + divide_by_ten(&rest));
    while (rest);
    if (isNegative)
      text[--at] = '-';
    result[i] = onnxc_text_copy((struct memory *)memory, text + at, sizeof(text) - at);
  }
}

/* Reads a number of at most `bits` bits; 0 if the text is none. */
static int read_int(struct view text, int isUnsigned, unsigned bits, int64_t *result) {
  int isNegative = take_sign(&text);
  uint64_t most = ~(uint64_t)0 >> (64 - bits), value = 0;
  if (!isUnsigned)
    most = (most >> 1) + (uint64_t)isNegative;
  else if (isNegative)
    most = 0;
  for (size_t i = 0; i < text.size; ++i) {
    uint32_t digit = (uint32_t)(text.data[i] - '0');
    uint64_t tenfold = (value << 3) + (value << 1);
    if (!is_digit(text.data[i]) || value > ~(uint64_t)0 >> 4 || tenfold > most ||
        digit > most - tenfold)
      return 0;
    value = tenfold + digit;
  }
  *result = (int64_t)(isNegative ? -value : value);
  return text.size > 0;
}

void onnxc_text_parse_int(uintptr_t memory_at, uintptr_t constants, uintptr_t strings_at,
                          uintptr_t result_at, uintptr_t count, uintptr_t isUnsigned,
                          uintptr_t bits) {
  const string *strings = (const string *)strings_at;
  int64_t *result = (int64_t *)result_at;
  for (size_t i = 0; i < count; ++i) {
    struct view text = trim(onnxc_text_get(constants, strings[i]));
    result[i] = 0;
    if (!read_int(text, (int)isUnsigned, (unsigned)bits, &result[i]))
      ++((struct memory *)memory_at)->errors;
  }
}
