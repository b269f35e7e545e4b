import { useEffect } from 'react';
import { lab } from '../../../app/hooks';
import { neighbourOf } from './neighbour';

/** With Shift. */
const FAR = 10;

/** What has a use of its own for the keys, and keeps them while it has the focus. */
const TYPING =
  'input:not([type="range"], [type="radio"], [type="checkbox"]), select, textarea, [role="dialog"]';
const KEEPS_ARROWS = `input, ${TYPING}, [role="slider"], [role="tab"], [role="menu"]`;
const KEEPS_SPACE = `input:not([type="range"]), ${TYPING}, button, a, summary, [role="slider"], [tabindex="0"]`;

/**
 * The screen's keys: ← and → a step, with Shift ten; Space plays; [ and ] go to the neighbouring coordinate. Whatever
 * has the focus and a use of its own for a key keeps it.
 */
export function useKeys(): void {
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
      const target = event.target instanceof Element ? event.target : document.body;
      const action = actionOf(event, target);
      if (action === null || lab.inspect.getState().summary === null) return;
      event.preventDefault();
      action();
    };
    document.addEventListener('keydown', press);
    return () => document.removeEventListener('keydown', press);
  }, []);
}

function actionOf(event: KeyboardEvent, target: Element): (() => void) | null {
  const { selection, playing, selectStep, selectCoordinate, play } = lab.inspect.getState();
  const move = (steps: number) => () =>
    selectStep(selection.step + steps * (event.shiftKey ? FAR : 1));
  switch (event.key) {
    case 'ArrowLeft':
      return target.closest(KEEPS_ARROWS) ? null : move(-1);
    case 'ArrowRight':
      return target.closest(KEEPS_ARROWS) ? null : move(1);
    case ' ':
      return target.closest(KEEPS_SPACE) ? null : () => play(playing === 'steps' ? null : 'steps');
    case '[':
    case ']': {
      if (target.closest(TYPING)) return null;
      const next = neighbourOf(lab.inspect.getState(), event.key === ']' ? 1 : -1);
      return next === null ? null : () => selectCoordinate(next);
    }
    default:
      return null;
  }
}
