#ifndef CLASSIFIER_H
#define CLASSIFIER_H

/// The digit that 8x8 pixels from 0 (black) to 1 (white) show, or -1 after an error.
int classify_digit(const float pixels[64]);

#endif
