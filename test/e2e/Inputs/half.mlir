// Arithmetic of f16.
module attributes {
    onnx.inputs = [{name = "x", type = tensor<65536xf16>}, {name = "y", type = tensor<65536xf16>}],
    onnx.outputs = [{name = "sum", type = tensor<65536xf16>}, {name = "quotient", type = tensor<65536xf16>},
                    {name = "root", type = tensor<65536xf16>}, {name = "line", type = tensor<65536xf16>},
                    {name = "largest", type = tensor<65536xf16>}, {name = "floor", type = tensor<65536xf16>},
                    {name = "exp", type = tensor<65536xf16>}]} {
  func.func @main(%x: tensor<65536xf16>, %y: tensor<65536xf16>)
      -> (tensor<65536xf16>, tensor<65536xf16>, tensor<65536xf16>, tensor<65536xf16>, tensor<65536xf16>,
          tensor<65536xf16>, tensor<65536xf16>) {
    %sum = onnx.Add %x, %y : (tensor<65536xf16>, tensor<65536xf16>) -> tensor<65536xf16>
    %quotient = onnx.Div %x, %y : (tensor<65536xf16>, tensor<65536xf16>) -> tensor<65536xf16>
    %root = onnx.Sqrt %x : (tensor<65536xf16>) -> tensor<65536xf16>
    %product = onnx.Mul %x, %y : (tensor<65536xf16>, tensor<65536xf16>) -> tensor<65536xf16>
    %line = onnx.Sub %product, %x : (tensor<65536xf16>, tensor<65536xf16>) -> tensor<65536xf16>
    %largest = onnx.Max %x, %y : (tensor<65536xf16>, tensor<65536xf16>) -> tensor<65536xf16>
    %floor = onnx.Floor %x : (tensor<65536xf16>) -> tensor<65536xf16>
    %exp = onnx.Exp %x : (tensor<65536xf16>) -> tensor<65536xf16>
    return %sum, %quotient, %root, %line, %largest, %floor, %exp : tensor<65536xf16>, tensor<65536xf16>,
        tensor<65536xf16>, tensor<65536xf16>, tensor<65536xf16>, tensor<65536xf16>, tensor<65536xf16>
  }
}
