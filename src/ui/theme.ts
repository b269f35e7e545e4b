import {
  type CSSVariablesResolver,
  createTheme,
  defaultVariantColorsResolver,
  type MantineColorsTuple,
  type VariantColorsResolver,
} from '@mantine/core';

/** A neutral scale: buttons are ink on paper, so that the curves stay the only loud thing. */
const ink: MantineColorsTuple = [
  '#f3f4f2',
  '#e6e8ea',
  '#cfd3d6',
  '#b3b9bf',
  '#8f979f',
  '#6d757e',
  '#515962',
  '#3a4149',
  '#272c32',
  '#1a1d21',
];

/** Mantine's dark surfaces, moved to the Lab's own ground. */
const dark: MantineColorsTuple = [
  '#e6e8ea',
  '#c3c9cf',
  '#a0a8b1',
  '#78818a',
  '#2c3238',
  '#252a2f',
  '#1d2125',
  '#14171a',
  '#101315',
  '#0c0e10',
];

export const THEME_STORAGE_KEY = 'learned-optimizer-lab.theme';

/** Filled buttons are ink with the ground's colour on it, in both themes; the rest is the library's own. */
const variantColorResolver: VariantColorsResolver = (input) =>
  input.variant === 'filled' && (input.color ?? 'ink') === 'ink'
    ? {
        background: 'var(--lab-ink)',
        hover: 'var(--lab-ink-hover)',
        color: 'var(--lab-ground)',
        border: '1px solid transparent',
      }
    : defaultVariantColorsResolver(input);

export const theme = createTheme({
  variantColorResolver,
  colors: { ink, dark },
  primaryColor: 'ink',
  primaryShade: { light: 9, dark: 1 },
  defaultRadius: 6,
  respectReducedMotion: true,
  cursorType: 'pointer',
  fontFamily:
    'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", Ubuntu, Cantarell, sans-serif',
  fontSizes: {
    xs: '0.8125rem',
    sm: '0.8125rem',
    md: '0.9375rem',
    lg: '0.9375rem',
    xl: '1.1875rem',
  },
});

/** Points the library's surfaces and texts at the Lab's tokens (see styles/tokens.css). */
export const cssVariables: CSSVariablesResolver = () => {
  const shared = {
    '--mantine-color-body': 'var(--lab-ground)',
    '--mantine-color-text': 'var(--lab-ink)',
    '--mantine-color-dimmed': 'var(--lab-muted)',
    '--mantine-color-default': 'var(--lab-raised)',
    '--mantine-color-default-hover': 'var(--lab-sunken)',
    '--mantine-color-default-color': 'var(--lab-ink)',
    '--mantine-color-default-border': 'var(--lab-track)',
  };
  return { variables: {}, light: shared, dark: shared };
};
