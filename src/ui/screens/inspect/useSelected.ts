/** What the panels read of the store, so that each is drawn again for what it shows and for nothing else. */
import { useRef } from 'react';
import { useShallow } from 'zustand/react/shallow';
import { useInspect } from '../../../app/hooks';
import type { InspectState } from '../../../app/inspect/inspectTypes';
import type { CoordinateTrace } from '../../../specs/trace';

/** A part of the state; while it is not `following`, as it was. */
export function useFollowed<T>(following: boolean, select: (state: InspectState) => T): T {
  const kept = useRef<{ value: T } | null>(null);
  return useInspect((state) => {
    if (following || kept.current === null) kept.current = { value: select(state) };
    return kept.current.value;
  });
}

const selectedStep = ({ selection }: InspectState) => selection.step;
export const useStep = (following: boolean): number => useFollowed(following, selectedStep);

/** The main coordinate's way; while another one is on its way from the worker, the one before. */
export function useMainTrace(): CoordinateTrace | null {
  const kept = useRef<CoordinateTrace | null>(null);
  return useInspect(({ summary, selection, coordinates }) => {
    const main = selection.coordinates[0];
    const found = main === undefined ? undefined : coordinates[main];
    if (summary === null) kept.current = null;
    else if (found !== undefined) kept.current = found;
    return kept.current;
  });
}

/** Of the selected coordinates those that are there, with their places in the selection. */
export function useSelectedTraces(): readonly (CoordinateTrace | null)[] {
  return useInspect(
    useShallow(({ selection, coordinates }) =>
      selection.coordinates.map((coordinate) => coordinates[coordinate] ?? null),
    ),
  );
}
