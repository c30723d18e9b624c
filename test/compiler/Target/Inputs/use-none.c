#include "none.h"

#include <stdio.h>

int main(void) {
  int32_t y = 0;
  none_outputs outputs = {&y, NULL};
  int status = none_run(NULL, &outputs, NULL);
  printf("%d: %d\n", status, (int)y);

  y = 0;
  int64_t shape[2];
  onnxc_tensor tensors[] = {{&y, NULL, 0, ONNXC_INT32}, {NULL, shape, 2, ONNXC_FLOAT32}};
  status = none_model.run(NULL, tensors, NULL);
  printf("%d: %d\n", status, (int)y);
  return 0;
}
