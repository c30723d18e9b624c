# Replaces "WEIGHTS count scale" by so many numbers.
match($0, /WEIGHTS [0-9]+ [0-9.]+/) {
  split(substr($0, RSTART, RLENGTH), weights, " ")
  printf "%sfloat_data: [", substr($0, 1, RSTART - 1)
  for (i = 0; i < weights[2]; ++i)
    printf "%s%.3f", i ? ", " : "", weights[3] * sin(i * i % 9973)
  print "]" substr($0, RSTART + RLENGTH)
  next
}
{ print }
