module attributes {
    onnx.inputs = [{name = "x", type = tensor<1000xf32>}, {name = "y", type = tensor<1000xf32>},
                   {name = "a", type = tensor<8x4xf32>}, {name = "b", type = tensor<4x20xf32>}],
    onnx.outputs = [{name = "quotient", type = tensor<1000xf32>}, {name = "quantized", type = tensor<1000xi8>},
                    {name = "difference", type = tensor<1000xf32>}, {name = "product", type = tensor<8x20xf32>},
                    {name = "scaled", type = tensor<8x20xf32>}]} {
  func.func @main(%x: tensor<1000xf32>, %y: tensor<1000xf32>, %a: tensor<8x4xf32>, %b: tensor<4x20xf32>)
      -> (tensor<1000xf32>, tensor<1000xi8>, tensor<1000xf32>, tensor<8x20xf32>, tensor<8x20xf32>) {
    %divisor = onnx.Constant dense<41.0> : tensor<f32>
    %quotient = onnx.Div %x, %divisor : (tensor<1000xf32>, tensor<f32>) -> tensor<1000xf32>
    %scale = onnx.Constant dense<0.06> : tensor<f32>
    %zero = onnx.Constant dense<0> : tensor<i8>
    %steps = onnx.Constant dense<0.03> : tensor<f32>
    %ties = onnx.Mul %x, %steps : (tensor<1000xf32>, tensor<f32>) -> tensor<1000xf32>
    %quantized = onnx.QuantizeLinear %ties, %scale, %zero : (tensor<1000xf32>, tensor<f32>, tensor<i8>) -> tensor<1000xi8>
    %square = onnx.Mul %quotient, %quotient : (tensor<1000xf32>, tensor<1000xf32>) -> tensor<1000xf32>
    %other = onnx.Mul %y, %y : (tensor<1000xf32>, tensor<1000xf32>) -> tensor<1000xf32>
    %difference = onnx.Sub %square, %other : (tensor<1000xf32>, tensor<1000xf32>) -> tensor<1000xf32>
    %product = onnx.MatMul %a, %b : (tensor<8x4xf32>, tensor<4x20xf32>) -> tensor<8x20xf32>
    %factor = onnx.Constant dense<1.1> : tensor<f32>
    %summand = onnx.Constant dense<0.7> : tensor<f32>
    %multiple = onnx.Mul %product, %factor : (tensor<8x20xf32>, tensor<f32>) -> tensor<8x20xf32>
    %scaled = onnx.Add %multiple, %summand : (tensor<8x20xf32>, tensor<f32>) -> tensor<8x20xf32>
    return %quotient, %quantized, %difference, %product, %scaled
      : tensor<1000xf32>, tensor<1000xi8>, tensor<1000xf32>, tensor<8x20xf32>, tensor<8x20xf32>
  }
}
