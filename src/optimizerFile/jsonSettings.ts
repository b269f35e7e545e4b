/** An optimizer's settings as JSON, and as the strings of safetensors' metadata. */
import type { LearnedOptimizer } from '../specs/optimizer';
import { badFile } from './badFile';
import { FORMAT, KNOWN_KEYS, VERSION } from './settings';

/** Keys of other origin first, so that ours win; numbers as numbers. */
export function settingsForJson({ config, training, extra }: LearnedOptimizer): object {
  const others = Object.entries(extra).filter(([key]) => !KNOWN_KEYS.has(key));
  return {
    ...Object.fromEntries(others),
    format: FORMAT,
    version: Number(VERSION),
    ...config,
    training,
  };
}

/**
 * What safetensors would have as metadata: strings as they are, all else as its JSON.
 *
 * @param part what holds the settings, for messages
 * @throws LabError `bad-file` where they are no JSON object
 */
export function metadataFromJson(
  settings: unknown,
  part: string,
  fileName: string,
): Map<string, string> {
  if (typeof settings !== 'object' || settings === null || Array.isArray(settings)) {
    throw badFile(fileName, `${part} is not a JSON object of settings`);
  }
  return new Map(
    Object.entries(settings).map(([key, value]) => [
      key,
      typeof value === 'string' ? value : JSON.stringify(value),
    ]),
  );
}
