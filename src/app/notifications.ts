/** Messages for the person: a small list that the UI shows and empties. */
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { ErrorInfo } from '../specs/errors';

export type NotificationKind = 'info' | 'success' | 'warning' | 'error';

export interface Notification {
  id: number;
  kind: NotificationKind;
  title: string;
  message: string;
  /** What to do about it. */
  remedy?: string;
  /** For a developer; folded away by the UI. */
  detail?: string;
  /** One thing to do from the message itself: undo a deletion, for example. */
  action?: { label: string; run: () => void };
  /** It is shown until it is dismissed, whatever its kind. */
  stays?: boolean;
}

export interface NotificationState {
  messages: readonly Notification[];
  /** Adds a message and returns its id; the same kind, title and text shown already is not repeated. */
  notify: (message: Omit<Notification, 'id'>) => number;
  /** An error as a message, with its remedy and its detail. */
  notifyError: (title: string, error: ErrorInfo) => number;
  dismiss: (id: number) => void;
}
export type NotificationStore = StoreApi<NotificationState>;

export function createNotificationStore(): NotificationStore {
  let nextId = 1;
  return createStore<NotificationState>()((set, get) => ({
    messages: [],
    notify: (message) => {
      const same = get().messages.find(
        (m) =>
          m.kind === message.kind && m.title === message.title && m.message === message.message,
      );
      const id = nextId++;
      const kept = get().messages.filter((m) => m !== same);
      set({ messages: [...kept, { ...message, id }] });
      return id;
    },
    notifyError: (title, error) =>
      get().notify({
        kind: 'error',
        title,
        message: error.message,
        ...(error.remedy === undefined ? {} : { remedy: error.remedy }),
        ...(error.detail === undefined ? {} : { detail: error.detail }),
      }),
    dismiss: (id) => set({ messages: get().messages.filter((m) => m.id !== id) }),
  }));
}
