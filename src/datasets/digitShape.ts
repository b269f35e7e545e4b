/** How large images of digits are, and how many digits there are. */

/** Pixels along a side of an image. */
export const DIGIT_SIDE = 28;
export const DIGIT_PIXELS = DIGIT_SIDE * DIGIT_SIDE;
export const DIGIT_CLASSES = 10;
