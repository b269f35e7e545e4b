/** Files that come with the Lab, next to its page. */
import { errorInfo, LabError } from '../specs/errors';

/** Reads `./pretrained/…` and the like; throws LabError 'storage' where it is not there. */
export type ReadPublic = (path: string) => Promise<Uint8Array<ArrayBuffer>>;

export const readPublic: ReadPublic = async (path) => {
  const response = await fetch(path).catch((thrown) => {
    throw missing(path, errorInfo(thrown).message);
  });
  if (!response.ok) throw missing(path, `status ${response.status}`);
  return new Uint8Array(await response.arrayBuffer());
};

/** The parsed JSON of a public file, still to be validated. */
export async function readPublicJson(read: ReadPublic, path: string): Promise<unknown> {
  const bytes = await read(path);
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch (thrown) {
    throw missing(path, errorInfo(thrown).message);
  }
}

function missing(path: string, detail: string): LabError {
  return new LabError({
    code: 'storage',
    message: `The Lab's file ${path} could not be read.`,
    remedy: 'Reload the page; the rest of the Lab works without it.',
    detail,
  });
}
