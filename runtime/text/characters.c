/* Characters of UTF-8, their cases, and what is made of them: StringNormalizer, StringSplit,
 * Tokenizer. */
#include "text.h"

#include "cases.inc"

uint32_t onnxc_text_decode(struct view text, size_t *at) {
  const unsigned char *data = (const unsigned char *)text.data + *at;
  size_t left = text.size - *at;
  uint32_t first = data[0];
  ++*at;
  if (first < 0x80)
    return first;
  size_t more = first >= 0xf0 ? 3 : first >= 0xe0 ? 2 : 1;
  if (first < 0xc2 || first > 0xf4 || left <= more)
    return INVALID + first;
  uint32_t character = first & (0x3f >> more);
  for (size_t i = 1; i <= more; ++i) {
    if ((data[i] & 0xc0) != 0x80)
      return INVALID + first;
    character = character << 6 | (data[i] & 0x3f);
  }
  int isShorter = character < (more == 3 ? 0x10000u : more == 2 ? 0x800u : 0x80u);
  if (isShorter || character > 0x10ffff || (character >= 0xd800 && character < 0xe000))
    return INVALID + first;
  *at += more;
  return character;
}

size_t onnxc_text_encode(uint32_t character, char *data) {
  if (character < 0x80 || character >= INVALID) {
    data[0] = (char)character;
    return 1;
  }
  size_t more = character < 0x800 ? 1 : character < 0x10000 ? 2 : 3;
  for (size_t i = more; i > 0; --i, character >>= 6)
    data[i] = (char)(0x80 | (character & 0x3f));
  data[0] = (char)((more == 1 ? 0xc0 : more == 2 ? 0xe0 : 0xf0) | character);
  return more + 1;
}

/*===-- Cases ---------------------------------------------------------------===*/

enum { NONE, LOWER, UPPER };

static uint32_t change_case(uint32_t character, const struct cases *table, size_t rows) {
  size_t low = 0, high = rows;
  while (low < high) {
    size_t middle = low + (high - low) / 2;
    if (table[middle].last < character)
      low = middle + 1;
    else
      high = middle;
  }
  if (low == rows || character < table[low].first ||
      ((character - table[low].first) & (uint32_t)(table[low].step - 1)))
    return character;
  return character + (uint32_t)table[low].distance;
}

static uint32_t to_case(uint32_t character, uintptr_t change) {
  if (change == LOWER)
    return change_case(character, lower_cases, sizeof(lower_cases) / sizeof(*lower_cases));
  if (change == UPPER)
    return change_case(character, upper_cases, sizeof(upper_cases) / sizeof(*upper_cases));
  return character;
}

static string convert(struct memory *memory, struct view text, uintptr_t change, string same) {
  char unit[4];
  size_t size = 0;
  int isChanged = 0;
  for (size_t at = 0; at < text.size;) {
    uint32_t before = onnxc_text_decode(text, &at), after = to_case(before, change);
    isChanged |= before != after;
    size += onnxc_text_encode(after, unit);
  }
  if (!isChanged)
    return same;
  char *place = onnxc_text_reserve(memory, size);
  if (!place)
    return 0;
  size = 0;
  for (size_t at = 0; at < text.size;) {
    size_t bytes = onnxc_text_encode(to_case(onnxc_text_decode(text, &at), change), unit);
    for (size_t i = 0; i < bytes; ++i)
      place[size++] = unit[i];
  }
  return onnxc_text_keep(memory, place, size);
}

/* Whether texts are equal when all letters have their lower case. */
static int are_similar(struct view a, struct view b) {
  size_t i = 0, k = 0;
  while (i < a.size && k < b.size)
    if (to_case(onnxc_text_decode(a, &i), LOWER) != to_case(onnxc_text_decode(b, &k), LOWER))
      return 0;
  return i == a.size && k == b.size;
}

static int is_stop_word(uintptr_t constants, struct view text, const string *words, size_t count,
                        uintptr_t isCaseSensitive) {
  for (size_t i = 0; i < count; ++i) {
    struct view word = onnxc_text_get(constants, words[i]);
    if (isCaseSensitive ? onnxc_text_compare(text, word) == 0 : are_similar(text, word))
      return 1;
  }
  return 0;
}

void onnxc_text_normalize(uintptr_t memory_at, uintptr_t constants, uintptr_t strings_at,
                          uintptr_t words_at, uintptr_t result_at, uintptr_t kept_at,
                          uintptr_t count, uintptr_t room, uintptr_t words, uintptr_t change,
                          uintptr_t isCaseSensitive) {
  struct memory *memory = (struct memory *)memory_at;
  const string *strings = (const string *)strings_at;
  string *result = (string *)result_at;
  size_t kept = 0;
  for (size_t i = 0; i < count; ++i) {
    struct view text = onnxc_text_get(constants, strings[i]);
    if (is_stop_word(constants, text, (const string *)words_at, words, isCaseSensitive))
      continue;
    if (kept < room)
      result[kept] = convert(memory, text, change, strings[i]);
    ++kept;
  }
  /* Nothing left is one empty string. */
  *(int64_t *)kept_at = kept ? (int64_t)kept : 1;
  for (; kept < room; ++kept)
    result[kept] = 0;
}

/*===-- Parts ---------------------------------------------------------------===*/

/* The white space of Python's str.split. */
static int is_space(uint32_t c) {
  return (c >= 9 && c <= 13) || (c >= 0x1c && c <= 0x20) || c == 0x85 || c == 0xa0 || c == 0x1680 ||
         (c >= 0x2000 && c <= 0x200a) || c == 0x2028 || c == 0x2029 || c == 0x202f || c == 0x205f ||
         c == 0x3000;
}

static int begins_with(struct view text, size_t at, struct view part) {
  if (text.size - at < part.size)
    return 0;
  for (size_t i = 0; i < part.size; ++i)
    if (text.data[at + i] != part.data[i])
      return 0;
  return 1;
}

/* Parts of a row of a result, of which those beyond its room are only counted. */
struct row {
  struct memory *memory;
  string *parts;
  size_t room, count;
};

static void add_part(struct row *row, struct view text, size_t begin, size_t end) {
  if (row->count < row->room)
    row->parts[row->count] = onnxc_text_share(row->memory, text.data + begin, end - begin);
  ++row->count;
}

static void split_at(struct row *row, struct view text, struct view delimiter, size_t most) {
  size_t begin = 0, at = 0;
  while (at < text.size && row->count < most)
    if (begins_with(text, at, delimiter)) {
      add_part(row, text, begin, at);
      begin = at += delimiter.size;
    } else {
      ++at;
    }
  add_part(row, text, begin, text.size);
}

static size_t skip_spaces(struct view text, size_t at) {
  for (size_t next = at; next < text.size; at = next)
    if (!is_space(onnxc_text_decode(text, &next)))
      return at;
  return text.size;
}

/* As Python has it, the last part keeps white space inside and at its end. */
static void split_at_spaces(struct row *row, struct view text, size_t most) {
  size_t at = skip_spaces(text, 0);
  while (at < text.size && row->count < most) {
    size_t begin = at, end = at;
    for (size_t next = at; next < text.size; end = next)
      if (is_space(onnxc_text_decode(text, &next)))
        break;
    add_part(row, text, begin, end);
    at = skip_spaces(text, end);
  }
  if (at < text.size)
    add_part(row, text, at, text.size);
}

static void fill_row(struct row *row, string filler) {
  for (size_t i = row->count; i < row->room; ++i)
    row->parts[i] = filler;
}

void onnxc_text_split(uintptr_t memory_at, uintptr_t constants, uintptr_t strings_at,
                      uintptr_t delimiter_at, uintptr_t result_at, uintptr_t counts_at,
                      uintptr_t count, uintptr_t room, uintptr_t most) {
  const string *strings = (const string *)strings_at;
  struct view delimiter = onnxc_text_get(constants, *(const string *)delimiter_at);
  for (size_t i = 0; i < count; ++i) {
    struct view text = onnxc_text_get(constants, strings[i]);
    struct row row = {(struct memory *)memory_at, (string *)result_at + i * room, room, 0};
    if (delimiter.size == 0)
      split_at_spaces(&row, text, most);
    else
      split_at(&row, text, delimiter, most);
    fill_row(&row, 0);
    ((int64_t *)counts_at)[i] = (int64_t)row.count;
  }
}

/*===-- Tokens --------------------------------------------------------------===*/

static size_t count_characters(struct view text, size_t begin, size_t end) {
  size_t count = 0;
  while (begin < end) {
    onnxc_text_decode(text, &begin);
    ++count;
  }
  return count;
}

static void add_token(struct row *row, struct view text, size_t begin, size_t end, size_t least) {
  if (begin < end && count_characters(text, begin, end) >= least)
    add_part(row, text, begin, end);
}

/* The length of the longest separator that begins there, or 0. */
static size_t find_separator(uintptr_t constants, struct view text, size_t at,
                             const string *separators, size_t count) {
  size_t longest = 0;
  for (size_t i = 0; i < count; ++i) {
    struct view separator = onnxc_text_get(constants, separators[i]);
    if (separator.size > longest && begins_with(text, at, separator))
      longest = separator.size;
  }
  return longest;
}

/* The marks of begin and end around the tokens of a text, and what fills rows. */
static void begin_row(struct row *row, const string *pads, uintptr_t mark) {
  if (!mark)
    return;
  if (row->count < row->room)
    row->parts[row->count] = pads[0];
  ++row->count;
}

static void end_row(struct row *row, const string *pads, uintptr_t mark, int64_t *longest) {
  if (mark) {
    if (row->count < row->room)
      row->parts[row->count] = pads[1];
    ++row->count;
  }
  fill_row(row, pads[2]);
  if ((int64_t)row->count > *longest)
    *longest = (int64_t)row->count;
}

/* Without separators, each character is a token. */
void onnxc_text_tokenize(uintptr_t memory_at, uintptr_t constants, uintptr_t strings_at,
                         uintptr_t pads_at, uintptr_t separators_at, uintptr_t result_at,
                         uintptr_t longest_at, uintptr_t count, uintptr_t room, uintptr_t mark,
                         uintptr_t least, uintptr_t separators) {
  const string *strings = (const string *)strings_at, *pads = (const string *)pads_at;
  int64_t *longest = (int64_t *)longest_at;
  *longest = 0;
  for (size_t i = 0; i < count; ++i) {
    struct view text = onnxc_text_get(constants, strings[i]);
    struct row row = {(struct memory *)memory_at, (string *)result_at + i * room, room, 0};
    begin_row(&row, pads, mark);
    size_t begin = 0;
    for (size_t at = 0; at < text.size;) {
      size_t length =
          find_separator(constants, text, at, (const string *)separators_at, separators);
      if (length) {
        add_token(&row, text, begin, at, least);
        begin = at += length;
        continue;
      }
      onnxc_text_decode(text, &at);
      if (separators == 0) {
        add_token(&row, text, begin, at, least);
        begin = at;
      }
    }
    add_token(&row, text, begin, text.size, least);
    end_row(&row, pads, mark, longest);
  }
}

static int is_word_byte(unsigned char c) {
  return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '_';
}

/* Which of the starts of an automaton holds at a place. */
static size_t get_side(struct view text, size_t at) {
  if (at == 0)
    return 0;
  unsigned char before = (unsigned char)text.data[at - 1];
  return before == '\n' ? 1 : is_word_byte(before) ? 2 : 3;
}

/* Tokens are what an automaton finds, one after the other
 * (compiler/Conversion/OnnxToLinalg/Regex.h). */
void onnxc_text_search(uintptr_t memory_at, uintptr_t constants, uintptr_t strings_at,
                       uintptr_t pads_at, uintptr_t class_at, uintptr_t next_at, uintptr_t ends_at,
                       uintptr_t starts_at, uintptr_t result_at, uintptr_t longest_at,
                       uintptr_t count, uintptr_t room, uintptr_t mark, uintptr_t least,
                       uintptr_t classes, uintptr_t dead) {
  const string *strings = (const string *)strings_at, *pads = (const string *)pads_at;
  const uint8_t *class_of = (const uint8_t *)class_at, *ends = (const uint8_t *)ends_at;
  const uint16_t *next = (const uint16_t *)next_at, *starts = (const uint16_t *)starts_at;
  int64_t *longest = (int64_t *)longest_at;
  *longest = 0;
  for (size_t i = 0; i < count; ++i) {
    struct view text = onnxc_text_get(constants, strings[i]);
    struct row row = {(struct memory *)memory_at, (string *)result_at + i * room, room, 0};
    begin_row(&row, pads, mark);
    for (size_t begin = 0; begin < text.size;) {
      size_t state = starts[get_side(text, begin)], end = begin;
      for (size_t at = begin;; ++at) {
        size_t follows = at < text.size ? class_of[(unsigned char)text.data[at]] : classes;
        if (ends[state * (classes + 1) + follows])
          end = at;
        if (at == text.size || state == dead)
          break;
        state = next[state * classes + follows];
      }
      if (end > begin) {
        add_token(&row, text, begin, end, least);
        begin = end;
      } else {
        onnxc_text_decode(text, &begin);
      }
    }
    end_row(&row, pads, mark, longest);
  }
}
