/** Files as a person names them on the command line, and where the project's own lie. */
import {
  existsSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  type Stats,
  statSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { LabError } from '../specs/errors';
import { UsageError } from './failure';

/** Scripts of package.json that take names of files. */
const OWN_SCRIPTS = ['optlab', 'data'];

/**
 * A path relative to where the command was called. `npm run` starts scripts in the project's root and keeps the
 * caller's folder in INIT_CWD.
 */
export function userPath(name: string): string {
  const { npm_lifecycle_event = '', INIT_CWD } = process.env;
  const byNpm = OWN_SCRIPTS.includes(npm_lifecycle_event);
  const base = byNpm ? (INIT_CWD ?? process.cwd()) : process.cwd();
  return path.resolve(base, name);
}

export function isFile(name: string): boolean {
  return statusOf(userPath(name))?.isFile() === true;
}

function statusOf(file: string): Stats | undefined {
  try {
    return statSync(file);
  } catch {
    // Not there, or in a place that we may not look at: to us it is the same.
    return undefined;
  }
}

/** @throws LabError `bad-file` where there is no such file or it cannot be read */
export function readBytes(name: string): Uint8Array {
  try {
    return readFileSync(userPath(name));
  } catch (thrown) {
    throw new LabError({
      code: 'bad-file',
      message: `${name} cannot be read: ${reason(thrown)}`,
      remedy: 'Check its name and place.',
    });
  }
}

/** Writes aside and then renames, so that a file is never half written, even when the process is killed. */
export function writeWhole(name: string, content: Uint8Array | string): void {
  const target = userPath(name);
  const aside = `${target}.${process.pid}.part`;
  try {
    writeFileSync(aside, content);
    renameSync(aside, target);
  } catch (thrown) {
    rmSync(aside, { force: true });
    throw new LabError({
      code: 'storage',
      message: `${name} cannot be written: ${reason(thrown)}`,
      remedy: 'Check that its folder exists and may be written to.',
    });
  }
}

/** Refuses an output file that could not be written, before hours are spent on its content. */
export function requireWritable(name: string): void {
  const folder = path.dirname(userPath(name));
  if (statusOf(folder)?.isDirectory() !== true) {
    throw new UsageError(`--out ${name}: its folder does not exist`);
  }
  if (statusOf(userPath(name))?.isDirectory() === true) {
    throw new UsageError(`--out ${name} is a folder, expected the name of a file`);
  }
}

/** What is wrong with a file or a folder, in words; without the whole path, which the message names as the person did. */
export function reason(thrown: unknown): string {
  const code = thrown instanceof Error && 'code' in thrown ? thrown.code : undefined;
  switch (code) {
    case 'ENOENT':
      return 'there is no such file';
    case 'EISDIR':
      return 'it is a folder';
    case 'EEXIST':
    case 'ENOTDIR':
      return 'a file is in the place of a folder';
    case 'EACCES':
    case 'EPERM':
      return 'permission denied';
    case 'ENOSPC':
      return 'the disk is full';
    default:
      return thrown instanceof Error ? thrown.message : String(thrown);
  }
}

/** What the page is served from: the nearest folder `public` above this code that has the pretrained optimizers. */
export function publicFolder(): string | undefined {
  let folder = path.dirname(fileURLToPath(import.meta.url));
  for (;;) {
    const candidate = path.join(folder, 'public');
    if (existsSync(path.join(candidate, 'pretrained'))) return candidate;
    const parent = path.dirname(folder);
    if (parent === folder) return undefined;
    folder = parent;
  }
}

function pretrainedFolder(): string | undefined {
  const folder = publicFolder();
  return folder === undefined ? undefined : path.join(folder, 'pretrained');
}

const EXTENSION = '.safetensors';

/** The names of the optimizers that come with the project. */
export function pretrainedNames(): string[] {
  const folder = pretrainedFolder();
  if (folder === undefined) return [];
  return readdirSync(folder)
    .filter((file) => file.endsWith(EXTENSION))
    .map((file) => file.slice(0, -EXTENSION.length))
    .sort();
}

export function pretrainedFile(name: string): string | undefined {
  const folder = pretrainedFolder();
  if (folder === undefined || !pretrainedNames().includes(name)) return undefined;
  return path.join(folder, name + EXTENSION);
}
