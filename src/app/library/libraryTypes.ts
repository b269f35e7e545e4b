/** What the Library screen knows. */
import type { StoreApi } from 'zustand/vanilla';
import type { InferredSettings, NeededSetting } from '../../optimizerFile';
import type { ErrorInfo } from '../../specs/errors';
import type { ExportFormat } from '../../specs/exportFormats';
import type { LearnedOptimizer, LstmConfig } from '../../specs/optimizer';
import type { DigitSource } from '../../specs/task';
import type { ExportedFile } from './exports';

/** `link`: brought by the link that was opened; not stored. */
export type Origin = 'pretrained' | 'trained' | 'imported' | 'link';

export interface LibraryEntry {
  id: string;
  name: string;
  origin: Origin;
  optimizer: LearnedOptimizer;
  /** ISO date. */
  createdAt: string;
  description?: string;
  /** Mean loss at each step of a small race on the task it was trained for. */
  previewCurve?: number[];
  /** Whose digits that race was on, where it was on digits. */
  previewDigits?: DigitSource;
}

/** A file without our metadata whose tensors fit: the person is asked for what it does not say. */
export interface PendingImport {
  fileName: string;
  bytes: Uint8Array;
  /** What the tensors themselves tell. */
  inferred: InferredSettings;
  /** The settings to ask for. */
  missing: readonly NeededSetting[];
  /** A first guess for each of them. */
  suggestion: ImportSettings;
  message: string;
}
export type ImportSettings = Partial<Pick<LstmConfig, NeededSetting>>;

export interface LibraryState {
  status: 'loading' | 'ready';
  /** `memory`: storage is denied, own optimizers are gone when the page closes. */
  storage: 'persistent' | 'memory';
  /** Pretrained ones first, then own ones, newest first. */
  entries: readonly LibraryEntry[];
  pendingImport: PendingImport | null;
  /** Why the last import was refused; stays until the next import or `clearImportError`. */
  importError: { fileName: string; error: ErrorInfo } | null;
}

export interface LibraryActions {
  /** Reads the pretrained list and the stored entries; safe to call twice. */
  load(): Promise<void>;
  /** Adds what was stored by others since. */
  reload(): Promise<void>;
  entry(id: string): LibraryEntry | undefined;
  /** The new entry's id. */
  add(entry: Omit<LibraryEntry, 'id' | 'createdAt'>): Promise<string>;
  /** Own entries only. */
  rename(id: string, name: string): Promise<void>;
  /** Own entries only; `restore` undoes it for as long as the page is open. */
  remove(id: string): Promise<void>;
  restore(id: string): Promise<void>;
  /** Stores an optimizer that a link brought. */
  keepFromLink(id: string): Promise<void>;
  /** The new entry's id; null where it was refused (`importError`) or asks for settings (`pendingImport`). */
  importFile(file: File): Promise<string | null>;
  /** Reads the pending file with these settings; where they are refused it stays pending. */
  completeImport(settings: ImportSettings): Promise<string | null>;
  cancelImport(): void;
  clearImportError(): void;
  exportEntry(id: string, format?: ExportFormat): Promise<ExportedFile>;
  /** Races entries that have no preview curve yet, one after the other, while the engine has nothing else to do. */
  ensurePreviews(): Promise<void>;
}
export type LibraryStore = StoreApi<LibraryState & LibraryActions>;
