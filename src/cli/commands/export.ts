/** `export`: an optimizer in forms that other programs read. */
import path from 'node:path';
import type { Command } from 'commander';
import { Argument, Option } from 'commander';
import { exportOptimizer } from '../../export/exportOptimizer';
import { EXPORT_FORMATS, type ExportFormat } from '../../specs/exportFormats';
import { SETTING_PRESETS, type SettingPresetName } from '../../specs/settingPresets';
import { requireWritable, writeWhole } from '../files';
import { parseLearned, splitSettings } from '../optimizerArgument';
import type { Terminal } from '../terminal';

interface Options {
  format: ExportFormat;
  out: string;
  settings?: SettingPresetName;
}

export function addExport(program: Command, terminal: Terminal): void {
  program
    .command('export')
    .description('write an optimizer for other programs')
    .addArgument(
      new Argument(
        '<file>',
        'an optimizer file of any of these formats, with FILE:p=10,outputScale=0.1 where it does not say them; or a pretrained name',
      ),
    )
    .addOption(
      new Option(
        '--format <name>',
        'safetensors, npz or json: the weights; pytorch, jax or tfjs: a project in a zip file, with an example and a check',
      )
        .choices([...EXPORT_FORMATS])
        .makeOptionMandatory(),
    )
    .requiredOption('--out <path>', 'the file to write')
    .addOption(
      new Option(
        '--settings <name>',
        'p and output scale of a file that does not say them: the paper’s (10, 0.1) or DeepMind’s (5, 0.01)',
      ).choices(Object.keys(SETTING_PRESETS)),
    )
    .action((file: string, { format, out, settings }: Options) => {
      requireWritable(out);
      const optimizer = parseLearned(file, settings === undefined ? {} : SETTING_PRESETS[settings]);
      const { name } = splitSettings(file);
      const { bytes } = exportOptimizer(optimizer, path.parse(name).name, format);
      writeWhole(out, bytes);
      terminal.note(`Wrote ${out}`);
    });
}
