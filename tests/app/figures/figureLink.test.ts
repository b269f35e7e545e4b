/** A card of the Figures screen in a link. */
import { describe, expect, test } from 'vitest';
import { formatLink, parseLink } from '../../../src/app/address/addressBar';
import { DEFAULT_LINK_STATE, type LinkState } from '../../../src/app/address/addressProperties';
import { FIGURE_IDS } from '../../../src/specs/figures';

const at = (page: Partial<LinkState['page']>): LinkState => ({
  ...DEFAULT_LINK_STATE,
  page: { ...DEFAULT_LINK_STATE.page, ...page },
});

describe('a link to a figure', () => {
  test.each(FIGURE_IDS)('%s is read as it is written', (figure) => {
    const state = at({ tab: 'figures', figure });
    expect(formatLink(state)).toBe(`?v=1&tab=figures&figure=${figure}`);
    expect(parseLink(formatLink(state))).toMatchObject({ state, problems: [] });
  });

  test('without one opens the screen at its top', () => {
    const state = at({ tab: 'figures' });
    expect(formatLink(state)).toBe('?v=1&tab=figures');
    expect(parseLink(formatLink(state)).state.page.figure).toBeNull();
  });

  test('means nothing on another screen, and a figure that there is not is named', () => {
    expect(formatLink(at({ tab: 'train', figure: '6' }))).toBe('?v=1&tab=train');
    expect(parseLink('?v=1&tab=train&figure=6').problems.map(({ key }) => key)).toEqual(['figure']);
    const { problems, state } = parseLink('?v=1&tab=figures&figure=9');
    expect(problems.map(({ key }) => key)).toEqual(['figure']);
    expect(state.page).toMatchObject({ tab: 'figures', figure: null });
  });
});
