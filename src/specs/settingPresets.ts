/**
 * What an LSTM optimizer's file may leave unsaid, as the paper has it (section 3 and Appendix A) and as the code has it
 * that its authors published (google-deepmind/learning-to-learn, util.py: `LogAndSign` with k = 5, scale 0.01).
 */
import type { LstmConfig } from './optimizer';

export type SettingPreset = Pick<LstmConfig, 'p' | 'outputScale'>;

export const SETTING_PRESETS = {
  paper: { p: 10, outputScale: 0.1 },
  deepmind: { p: 5, outputScale: 0.01 },
} as const satisfies Record<string, SettingPreset>;

export type SettingPresetName = keyof typeof SETTING_PRESETS;
export const SETTING_PRESET_NAMES = [
  'paper',
  'deepmind',
] as const satisfies readonly SettingPresetName[];

/** Whose settings they are. */
export const SETTING_PRESET_LABELS: Record<SettingPresetName, string> = {
  paper: 'The paper’s',
  deepmind: 'DeepMind’s',
};
