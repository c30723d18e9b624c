// Every element type has a C type; any names give a header that both languages take.

// RUN: rm -rf %t && mkdir %t
// RUN: onnxc %s -target=x86-64-v2 --name="3 int*/ ünï" -o %t/names.o
// RUN: llvm-nm --extern-only --format=just-symbols %t/names.o | FileCheck %s --check-prefix=SYMBOLS
// RUN: cc -std=c99 -Wall -Wextra -Wconversion -pedantic -Werror -fsyntax-only -x c %t/names.h
// RUN: clang -std=c99 -Wall -Wextra -Wconversion -pedantic -Werror -fsyntax-only -x c %t/names.h
// RUN: c++ -std=c++17 -Wall -Wextra -Wconversion -pedantic -Werror -fsyntax-only -x c++ %t/names.h
// RUN: clang++ -std=c++17 -Wall -Wextra -Wconversion -pedantic -Werror -fsyntax-only -x c++ %t/names.h
// RUN: FileCheck %s --input-file=%t/names.h

// SYMBOLS: model_3_int_n_model
// SYMBOLS: model_3_int_n_run

// CHECK: /* "a": float16 [2], 4 bytes */
// CHECK: const uint16_t *a;
// CHECK: const uint16_t *A_2;
// CHECK: const double *a_3;
// CHECK: const uint8_t *input_int;
// CHECK: const int8_t *input;
// CHECK: const uint64_t *input_2;
// CHECK: /* "grün": int4 [3], 3 bytes */
// CHECK: const int8_t *gr_n;
// CHECK: const uint8_t *line;
// CHECK: int64_t *a_4;
// CHECK: uint8_t *output_delete;
// CHECK: int32_t *output_MODEL_3_INT_N_ARENA_SIZE;
// CHECK: int64_t *output_int64_t;
// CHECK: int64_t *profile_2;
module attributes {onnxc.stage = "llvm",
    onnx.inputs = [{name = "a", type = tensor<2xf16>}, {name = "A", type = tensor<2xbf16>},
                   {name = "a?", type = tensor<2xf64>}, {name = "int", type = tensor<2xi1>},
                   {name = "", type = tensor<2xi8>}, {name = "*/", type = tensor<2xui64>},
                   {name = "grün", type = tensor<3xi4>}, {name = "\"line\0A\\", type = tensor<2xf8E4M3FN>}],
    onnx.outputs = [{name = "a", type = tensor<i64>}, {name = "delete", type = tensor<ui2>},
                    {name = "MODEL_3_INT_N_ARENA_SIZE", type = tensor<i32>},
                    {name = "int64_t", type = tensor<i64>}, {name = "profile", type = tensor<i64>}]} {
  llvm.func internal @main(%0: !llvm.ptr, %1: !llvm.ptr, %2: !llvm.ptr, %3: !llvm.ptr,
                           %4: !llvm.ptr, %5: !llvm.ptr, %6: !llvm.ptr, %7: !llvm.ptr,
                           %8: !llvm.ptr, %9: !llvm.ptr, %10: !llvm.ptr, %11: !llvm.ptr,
                           %12: !llvm.ptr, %arena: !llvm.ptr, %w: !llvm.ptr) {
    llvm.return
  }
}
