/** The pictures of a race that stand side by side are equally high, in pixels. */
export const RACE_FIGURE_HEIGHT = 420;
