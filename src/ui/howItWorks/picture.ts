/** Whether "How it works" is open, and which part of its picture is pointed at. */
import { create } from 'zustand';
import type { PicturePart } from './parts';

interface PictureState {
  open: boolean;
  /** The part that a term, a hover or the keyboard points at. */
  highlighted: PicturePart | null;
  /** Counts the requests to come into view, so that asking twice scrolls twice. */
  calls: number;
}

export const usePicture = create<PictureState>()(() => ({
  open: false,
  highlighted: null,
  calls: 0,
}));

export function toggleHowItWorks(): void {
  usePicture.setState((state) => ({ open: !state.open, highlighted: null }));
}

export function highlight(part: PicturePart | null): void {
  usePicture.setState({ highlighted: part });
}

/** Opens the picture, brings it into view and lights up `part`. */
export function showInPicture(part: PicturePart): void {
  usePicture.setState((state) => ({ open: true, highlighted: part, calls: state.calls + 1 }));
}
