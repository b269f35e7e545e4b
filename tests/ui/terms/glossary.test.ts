/** The glossary keeps its promises: two sentences, an equation that KaTeX understands, a place in the picture. */
import katex from 'katex';
import { describe, expect, test } from 'vitest';
import { PICTURE_PARTS } from '../../../src/ui/howItWorks/parts';
import { GLOSSARY } from '../../../src/ui/terms/glossary';

describe.each(Object.entries(GLOSSARY))('%s', (_id, entry) => {
  test('two plain sentences', () => {
    expect(entry.sentences).toHaveLength(2);
    for (const sentence of entry.sentences) {
      // One full stop, and that at the end.
      expect(sentence).toMatch(/^[^.]+\.$/);
    }
  });

  test('an equation without an error', () => {
    expect(katex.renderToString(entry.equation, { displayMode: true })).toContain('<math');
  });

  test('a place in the picture', () => {
    expect(PICTURE_PARTS).toContain(entry.part);
    expect(entry.place.length).toBeGreaterThan(0);
  });
});
