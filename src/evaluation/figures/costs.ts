/** What the parts of a figure cost, about, so that its progress goes evenly. */

/** A step of the LSTM costs about as much as so many gradients of a network. */
export const LSTM_COST = 12;

/** Of a tuning: 24 rates of a grid, and 8 more around the best of them. */
export const RATES_TRIED = 32;
