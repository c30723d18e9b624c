# From TableGen's description of all operators, DOC, the table INC: each with the elements of its
# operands and results, a row for each of them.
file(READ ${DOC} text)
string(REGEX MATCHALL "### `onnx[.][^`]+`|\n[|] `[^`]+` [|] [^|\n]+" lines "${text}")
set(operator)
set(table)
foreach(line IN LISTS lines)
  if(line MATCHES "### `(.+)`")
    set(operator ${CMAKE_MATCH_1})
  elseif(line MATCHES "tensor of (.+) values")
    string(APPEND table "{\"${operator}\", \"${CMAKE_MATCH_1}\"},\n")
  endif()
endforeach()
file(WRITE ${INC} "${table}")
