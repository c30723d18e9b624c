module attributes {
    onnx.inputs = [{name = "q", type = tensor<2x37x30xf32>},
                   {name = "k", type = tensor<2x70x10xf32>},
                   {name = "v", type = tensor<2x70x14xf32>},
                   {name = "mask", type = tensor<2x1x37x250xi1>},
                   {name = "past_k", type = tensor<2x2x230x5xf32>},
                   {name = "past_v", type = tensor<2x2x230x7xf32>}],
    onnx.outputs = [{name = "y", type = tensor<2x37x42xf32>},
                    {name = "present_k", type = tensor<2x2x300x5xf32>},
                    {name = "present_v", type = tensor<2x2x300x7xf32>}]} {
  func.func @main(%q: tensor<2x37x30xf32>, %k: tensor<2x70x10xf32>, %v: tensor<2x70x14xf32>, %mask: tensor<2x1x37x250xi1>, %past_k: tensor<2x2x230x5xf32>, %past_v: tensor<2x2x230x7xf32>) -> (tensor<2x37x42xf32>, tensor<2x2x300x5xf32>, tensor<2x2x300x7xf32>) {
    %y, %pk, %pv, %s = onnx.Attention %q, %k, %v, %mask, %past_k, %past_v {q_num_heads = 6 : i64, kv_num_heads = 2 : i64, is_causal = 1 : i64, left_window_size = 60 : i64, softcap = 3.0 : f32, operandSegmentSizes = array<i32: 1, 1, 1, 1, 1, 1, 0>}
      : (tensor<2x37x30xf32>, tensor<2x70x10xf32>, tensor<2x70x14xf32>, tensor<2x1x37x250xi1>, tensor<2x2x230x5xf32>, tensor<2x2x230x7xf32>)
      -> (tensor<2x37x42xf32>, tensor<2x2x300x5xf32>, tensor<2x2x300x7xf32>, tensor<2x6x37x300xf32>)
    return %y, %pk, %pv : tensor<2x37x42xf32>, tensor<2x2x300x5xf32>, tensor<2x2x300x7xf32>
  }
}
