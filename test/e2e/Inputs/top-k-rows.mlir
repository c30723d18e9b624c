module attributes {
    onnx.inputs = [{name = "x", type = tensor<96x2048xf32>}],
    onnx.outputs = [
      {name = "largest", type = tensor<96x8xf32>},
      {name = "largest_at", type = tensor<96x8xi64>},
      {name = "smallest", type = tensor<96x8xf32>},
      {name = "smallest_at", type = tensor<96x8xi64>}]} {
  func.func @main(%x: tensor<96x2048xf32>)
      -> (tensor<96x8xf32>, tensor<96x8xi64>, tensor<96x8xf32>, tensor<96x8xi64>) {
    %k = onnx.Constant dense<8> : tensor<1xi64>
    %0:2 = onnx.TopK %x, %k {axis = 1 : i64, largest = 1 : i64} : (tensor<96x2048xf32>, tensor<1xi64>) -> (tensor<96x8xf32>, tensor<96x8xi64>)
    %1 = onnx.Cos %x : (tensor<96x2048xf32>) -> tensor<96x2048xf32>
    %2:2 = onnx.TopK %1, %k {axis = 1 : i64, largest = 0 : i64} : (tensor<96x2048xf32>, tensor<1xi64>) -> (tensor<96x8xf32>, tensor<96x8xi64>)
    return %0#0, %0#1, %2#0, %2#1 : tensor<96x8xf32>, tensor<96x8xi64>, tensor<96x8xf32>, tensor<96x8xi64>
  }
}
