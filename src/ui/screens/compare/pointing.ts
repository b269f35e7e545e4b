/** The step that a person points at in one picture of a race, shared with the others. */
export interface Pointing {
  pointedAt: number | null;
  pointAt: (step: number | null) => void;
}
