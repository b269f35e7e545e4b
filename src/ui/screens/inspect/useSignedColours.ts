import { useComputedColorScheme } from '@mantine/core';
import { useMemo } from 'react';

type Rgb = readonly [number, number, number];

/** As in the pictures of weights and in the maps: orange above zero, blue below. */
const COLOURS: Record<'light' | 'dark', { below: Rgb; zero: Rgb; above: Rgb }> = {
  light: { below: [28, 95, 168], zero: [244, 244, 242], above: [184, 74, 0] },
  dark: { below: [124, 196, 255], zero: [32, 37, 42], above: [255, 148, 72] },
};

/** A colour for each number from −1 to 1, right in the present theme. */
export function useSignedColours(): (share: number) => string {
  const scheme = useComputedColorScheme('light', { getInitialValueInEffect: false });
  return useMemo(() => {
    const { below, zero, above } = COLOURS[scheme];
    return (share) => {
      if (!Number.isFinite(share)) return 'none';
      const end = share < 0 ? below : above;
      const part = Math.min(1, Math.abs(share));
      const mixed = zero.map((from, c) => Math.round(from + part * ((end[c] ?? from) - from)));
      return `rgb(${mixed.join(' ')})`;
    };
  }, [scheme]);
}
