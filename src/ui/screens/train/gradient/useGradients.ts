import { useStore } from 'zustand';
import { createGradientStore } from '../../../../app/gradients/gradientStore';
import type { GradientActions, GradientState } from '../../../../app/gradients/gradientTypes';
import { lab } from '../../../../app/hooks';

/** The one of this page. It is loaded with the panel that shows it. */
export const gradients = createGradientStore({ engine: lab.engine, train: lab.train });

export const useGradients = <T>(select: (state: GradientState & GradientActions) => T): T =>
  useStore(gradients, select);
