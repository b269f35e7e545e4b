/** Downloading MNIST. */

export interface DownloadReceived {
  kind: 'download-progress';
  /** Bytes of all four files together, those of an earlier download included. */
  received: number;
  total: number;
  /** The host that they come from. */
  mirror: string;
}
/** Another tab of the Lab is at it: this one goes on, or finds the digits, when that has ended. */
export interface DownloadWaiting {
  kind: 'download-waiting';
}
export type DownloadEvent = DownloadReceived | DownloadWaiting;

export interface DownloadEnd {
  outcome: 'finished' | 'stopped';
  /** They will be here after a reload, too. */
  kept: boolean;
}
