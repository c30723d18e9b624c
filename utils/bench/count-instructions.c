/* A plugin of QEMU (6.0 and later) that counts the instructions a program executes, and prints
 * their number to the standard error stream when it ends:
 *
 *   qemu-aarch64 -plugin libcount-instructions.so[,symbols=on] PROGRAM
 *
 * With symbols=on, also the number in each function of the program itself, a line each. Exact for
 * programs of one thread. Declares what it needs of QEMU's plugin interface itself, as
 * qemu-plugin.h seldom comes with packages. */
#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct qemu_info;
struct qemu_plugin_tb;
struct qemu_plugin_insn;
enum { QEMU_PLUGIN_INLINE_ADD_U64 = 0 };
typedef uint64_t qemu_plugin_id_t;
typedef void (*translate_callback)(qemu_plugin_id_t, struct qemu_plugin_tb *);
typedef void (*exit_callback)(qemu_plugin_id_t, void *);
void qemu_plugin_register_vcpu_tb_trans_cb(qemu_plugin_id_t id, translate_callback callback);
typedef void (*execute_callback)(unsigned int cpu, void *data);
/* Version 1 of the interface has it, in which QEMU counts by itself; version 2 does not. */
__attribute__((weak)) void qemu_plugin_register_vcpu_tb_exec_inline(struct qemu_plugin_tb *block,
                                                                    int operation, void *counter,
                                                                    uint64_t amount);
void qemu_plugin_register_vcpu_tb_exec_cb(struct qemu_plugin_tb *block, execute_callback callback,
                                          int flags, void *data);
void qemu_plugin_register_atexit_cb(qemu_plugin_id_t id, exit_callback callback, void *data);
size_t qemu_plugin_tb_n_insns(const struct qemu_plugin_tb *block);
struct qemu_plugin_insn *qemu_plugin_tb_get_insn(const struct qemu_plugin_tb *block, size_t index);
const char *qemu_plugin_insn_symbol(const struct qemu_plugin_insn *instruction);

#define EXPORT __attribute__((visibility("default")))
EXPORT int qemu_plugin_version;
__attribute__((constructor)) static void choose_version(void) {
  qemu_plugin_version = qemu_plugin_register_vcpu_tb_exec_inline ? 1 : 2;
}

/* The instructions of one function. */
struct symbol {
  struct symbol *next;
  char *name;
  uint64_t count;
};

static uint64_t count;
static struct symbol *symbols;
static int counts_symbols;

static struct symbol *get_symbol(const char *name) {
  struct symbol *symbol = symbols;
  while (symbol && strcmp(symbol->name, name) != 0)
    symbol = symbol->next;
  if (symbol)
    return symbol;
  symbol = calloc(1, sizeof(*symbol));
  symbol->name = strdup(name);
  symbol->next = symbols;
  return symbols = symbol;
}

/* What a block adds to a counter. */
struct addition {
  uint64_t *counter, amount;
};

static void add(unsigned int cpu, void *data) {
  (void)cpu;
  const struct addition *addition = data;
  *addition->counter += addition->amount;
}

static void count_block(struct qemu_plugin_tb *block, uint64_t *counter) {
  uint64_t amount = qemu_plugin_tb_n_insns(block);
  if (qemu_plugin_register_vcpu_tb_exec_inline) {
    qemu_plugin_register_vcpu_tb_exec_inline(block, QEMU_PLUGIN_INLINE_ADD_U64, counter, amount);
    return;
  }
  struct addition *addition = malloc(sizeof(*addition));
  *addition = (struct addition){counter, amount};
  qemu_plugin_register_vcpu_tb_exec_cb(block, add, /*no registers*/ 0, addition);
}

static void on_translate(qemu_plugin_id_t id, struct qemu_plugin_tb *block) {
  (void)id;
  count_block(block, &count);
  if (!counts_symbols)
    return;
  const char *name = qemu_plugin_insn_symbol(qemu_plugin_tb_get_insn(block, 0));
  count_block(block, &get_symbol(name ? name : "other")->count);
}

static void print_count(qemu_plugin_id_t id, void *data) {
  (void)id;
  (void)data;
  fprintf(stderr, "instructions: %" PRIu64 "\n", count);
  for (struct symbol *symbol = symbols; symbol; symbol = symbol->next)
    fprintf(stderr, "symbol: %" PRIu64 " %s\n", symbol->count, symbol->name);
}

EXPORT int qemu_plugin_install(qemu_plugin_id_t id, const struct qemu_info *info, int argc,
                               char **argv) {
  (void)info;
  counts_symbols = argc > 0 && strcmp(argv[0], "symbols=on") == 0;
  qemu_plugin_register_vcpu_tb_trans_cb(id, on_translate);
  qemu_plugin_register_atexit_cb(id, print_count, NULL);
  return 0;
}
