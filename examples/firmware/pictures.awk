# Writes pictures.h from plain PGM files whose names begin with their digit.
BEGIN {
  print "/* Generated from the pictures of the digits example. */"
  print "#include <stdint.h>"
  print "#define PICTURE_PIXELS 64"
  print "static const struct { uint8_t label, pixels[PICTURE_PIXELS]; } pictures[] = {"
}
FNR == 1 {
  if (count++) print "  }},"
  n = split(FILENAME, path, "/")
  printf "  {%d, {\n", substr(path[n], 1, 1)
}
FNR > 3 {
  printf "    "
  for (i = 1; i <= NF; ++i) printf "%d, ", $i
  print ""
}
END {
  print "  }},"
  print "};"
  printf "#define PICTURE_COUNT %du\n", count
}
